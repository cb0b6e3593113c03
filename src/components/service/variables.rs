//! What a server is told if the spec does not say otherwise.

use super::Service;
use crate::components::contract::{Door, Forwarders, Variable};
use crate::components::parts::{self, Program};

impl Service {
    /// The variables of a version that the spec may overrule.
    pub(super) fn defaults(&self, program: &Program) -> Vec<Variable> {
        let mut defaults = parts::identity_defaults(&program.owner);
        defaults.extend([
            Variable::text("PORT", self.port.to_string()),
            // Without it NumPy and PyTorch start a thread for each core of the node, not of the limit.
            Variable::text("OMP_NUM_THREADS", program.cpu.limit.whole_cores().to_string()),
        ]);
        if let Some(model) = &program.model {
            defaults.push(Variable::text("MODEL_PATH", &model.path));
        }
        if let Some(exposure) = &self.exposure {
            // uvicorn closes idle connections after 5 s, long before a load balancer does, which then answers 502. Its command reads
            // each option from `UVICORN_...` (uvicorn 0.54 main.py); other servers do not know the variable.
            defaults.push(Variable::text("UVICORN_TIMEOUT_KEEP_ALIVE", self.keep_alive.seconds().to_string()));
            // Requests arrive without the path, and probes never have it; links and the pages of FastAPI's documentation need it
            // (tried with uvicorn 0.54, Starlette 1.10 and FastAPI 0.165).
            defaults.extend(exposure.stripped_prefix().map(|prefix| Variable::text("UVICORN_ROOT_PATH", prefix)));
            // Whoever comes by a port of the nodes comes himself, and could say anything.
            if let Door::Url { .. } = exposure.door {
                defaults.push(self.believed());
            }
        }
        defaults
    }

    /// Who is believed when it tells scheme and client of a request. uvicorn and gunicorn believe their own machine only by themselves, and
    /// redirects to `http://` come of it. Of pods the network policy lets in only the router and those that use the service, so that all
    /// may be believed; routers that are pods put the client's address in place of what he said of himself (ingress-nginx documentation,
    /// "ConfigMap: use-forwarded-headers", and the front door's configuration). Load balancers only add to that, so with them it matters
    /// who is believed. They are told by a variable that uvicorn's command alone reads (auto_envvar_prefix in uvicorn 0.54 main.py, blocks
    /// since 0.31): gunicorn up to 23 does not start with blocks in the other (config.py, `validate_string_to_addr_list`).
    fn believed(&self) -> Variable {
        match &self.forwarders {
            Forwarders::Pods => Variable::text("FORWARDED_ALLOW_IPS", "*"),
            Forwarders::Addresses(blocks) => Variable::text("UVICORN_FORWARDED_ALLOW_IPS", blocks.join(",")),
        }
    }
}
