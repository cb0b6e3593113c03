//! Images that can change under their name.

use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::fields::{Image, Word};
use crate::manifest::Pod;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::MOVING_IMAGE,
        "\
What: a container whose image has the tag `latest` or none, and no digest. A cluster on a developer's machine (`local` in the profile), \
`imagePullPolicy: Never`, and what mlkube renders are not told; a spec is judged by MLK0404.
Why: nobody can tell what runs. A pod that begins anew may run something else than its neighbours, and there is nothing to go back to. With \
`imagePullPolicy: IfNotPresent` each node keeps what it happened to pull first.
Example: `image: ghcr.io/acme/api`.
Fix: write a version, `ghcr.io/acme/api:1.4.2`, or a digest.",
    )],
    rule: Rule::Pod(run),
};

fn run(pod: &Pod<'_>, context: &Context<'_>, found: &mut Report) {
    if pod.owner.is_rendered() || context.profile.is_some_and(|profile| profile.local) {
        return;
    }
    for container in pod.containers().filter(|container| container.node.text("imagePullPolicy") != Some("Never")) {
        let Some(place) = container.node.get("image") else { continue };
        // What is no image, or a placeholder, is told elsewhere.
        let Some(image) = place.as_str().and_then(|text| Image::parse(text).ok()).filter(Image::moves) else { continue };
        let message = if container.node.text("imagePullPolicy") == Some("IfNotPresent") {
            format!("`{image}` can change under its name, and each node keeps what it pulled first")
        } else {
            format!("`{image}` can change under its name")
        };
        found.push(pod.owner.warning(codes::MOVING_IMAGE, place, message).help("write a version, or a digest: `@sha256:...`"));
    }
}

/// What an image is called without registry, tag and digest: `postgres` of `docker.io/library/postgres:17.6`.
pub(super) fn program(image: &str) -> &str {
    let (name, _) = image.split_once('@').unwrap_or((image, ""));
    let last = name.rsplit_once('/').map_or(name, |(_, last)| last);
    last.split_once(':').map_or(last, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::program;

    #[test]
    fn a_program_is_known_by_the_last_part_of_its_image() {
        for (image, wanted) in [
            ("postgres", "postgres"),
            ("docker.io/library/postgres:17.6", "postgres"),
            ("localhost:5000/acme/vllm-openai", "vllm-openai"),
            ("ghcr.io/mlflow/mlflow:v3.17.2-full@sha256:abc", "mlflow"),
        ] {
            assert_eq!(program(image), wanted);
        }
    }
}
