//! Objects with one fault each.

use super::{only, only_for, versions};
use crate::diag::codes;

/// A Deployment in which nothing is wrong, with one text replaced by another.
fn deployment(old: &str, new: &str) -> String {
    const GOOD: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  replicas: 2
  selector:
    matchLabels: {app: api}
  template:
    metadata:
      labels: {app: api}
    spec:
      containers:
        - name: api
          image: acme/api:1
          args: [serve]
          env:
            - {name: PORT, value: \"8080\"}
          resources:
            requests: {cpu: 100m, memory: 1Gi}
          ports:
            - containerPort: 8080
";
    assert_eq!(GOOD.matches(old).count(), 1, "{old} is there once");
    GOOD.replace(old, new)
}

#[track_caller]
fn finds(text: &str, code: crate::diag::Code, place: &str, words: &[&str]) {
    let (found, at, said) = only(text);
    assert_eq!((found.id, &*at), (code.id, place), "{said}");
    for part in words {
        assert!(said.contains(part), "`{part}` is not in: {said}");
    }
}

#[test]
fn unknown_fields() {
    let cases: [(&str, &str, &str, &str); 6] = [
        ("replicas: 2", "replcias: 2", "replcias", "`spec` of Deployment has no field `replcias`; did you mean `replicas`?"),
        ("replicas: 2", "Replicas: 2", "Replicas", "did you mean `replicas`?"),
        ("args: [serve]", "readynessProbe: {}", "readynessProbe", "did you mean `readinessProbe`?"),
        ("args: [serve]", "terminationGracePeriodSeconds: 3", "terminationGracePeriodSeconds", "belongs to `spec.template.spec`"),
        ("args: [serve]", "runAsUser: 3", "runAsUser", "belongs into `securityContext`"),
        ("metadata:\n  name: api", "metadata: {name: api}\nzoo: 1", "zoo", "Deployment has no field `zoo`"),
    ];
    for (old, new, place, words) in cases {
        finds(&deployment(old, new), codes::NO_SUCH_FIELD, place, &[words]);
    }
}

#[test]
fn fields_of_other_versions() {
    let text = deployment("args: [serve]", "lifecycle: {stopSignal: SIGTERM}");
    let (code, place, words) = only_for(&text, versions(30, 37));
    assert_eq!((code, &*place), (codes::FIELD_NOT_SERVED, "stopSignal"));
    assert!(words.contains("a field that Kubernetes 1.30 to 1.32 do not have"), "{words}");
    assert!(words.contains("from Kubernetes 1.33 on"), "{words}");
    let (_, _, words) = only_for(&text, versions(32, 32));
    assert!(words.contains("a field that Kubernetes 1.32 does not have"), "{words}");
}

#[test]
fn values_of_other_types() {
    let cases: [(&str, &str, &str, &str); 12] = [
        ("\"8080\"", "8080", "8080", "`spec.template.spec.containers[0].env[0].value` of Deployment is a whole number"),
        ("\"8080\"", "yes", "yes", "put it in quotes"),
        ("\"8080\"", "1e3", "1e3", "put it in quotes"),
        ("replicas: 2", "replicas: \"2\"", "\"2\"", "take the quotes off"),
        ("replicas: 2", "replicas: two", "two", "is a string, but Kubernetes wants a whole number"),
        ("replicas: 2", "replicas: 2.5", "2.5", "wants a whole number"),
        ("replicas: 2", "paused: \"true\"", "\"true\"", "take the quotes off"),
        ("args: [serve]", "args: serve", "serve", "write it as an item"),
        ("args: [serve]", "tty: si", "si", "write `true` or `false`"),
        ("{app: api}\n  template", "[app]\n  template", "[app]", "write it without dashes"),
        ("resources:\n            requests: {cpu: 100m, memory: 1Gi}", "resources: 3", "3", "wants a map"),
        ("cpu: 100m", "cpu: true", "true", "a number or a string such as `500m`"),
    ];
    for (old, new, place, words) in cases {
        finds(&deployment(old, new), codes::WRONG_TYPE, place, &[words]);
    }
}

#[test]
fn missing_fields() {
    let cases: [(&str, &str, &str, &str); 5] = [
        ("  selector:\n    matchLabels: {app: api}\n", "", "spec", "`spec` of Deployment has no `selector`"),
        ("- name: api\n          image", "- image", "image", "has no `name`"),
        ("          image: acme/api:1\n", "", "name", "has no `image`"),
        ("containerPort: 8080", "name: http", "name", "has no `containerPort`"),
        ("  name: api\nspec", "  labels: {}\nspec", "metadata", "has no `metadata.name`"),
    ];
    for (old, new, place, words) in cases {
        finds(&deployment(old, new), codes::FIELD_MISSING, place, &[words]);
    }
    let head = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\n";
    finds(head, codes::FIELD_MISSING, "Deployment", &["Deployment has no `spec`"]);
    finds(&format!("{head}spec:\n"), codes::FIELD_MISSING, "Deployment", &["has no `spec`"]);
    let head = "apiVersion: v1\nkind: Pod\nmetadata: {name: api}\n";
    finds(&format!("{head}spec: {{}}\n"), codes::FIELD_MISSING, "spec", &["has no `containers`"]);
}

#[test]
fn empty_items() {
    finds(
        &deployment("[serve]", "[~]"),
        codes::EMPTY_ITEM,
        "~",
        &["`spec.template.spec.containers[0].args[0]` of Deployment is empty"],
    );
    finds(&deployment("- containerPort: 8080", "- "), codes::EMPTY_ITEM, "", &["ports[0]"]);
}

#[test]
fn words_that_are_none() {
    let policy = deployment("args: [serve]", "imagePullPolicy: Allways");
    finds(&policy, codes::NO_SUCH_WORD, "Allways", &["did you mean `Always`?", "it may be `Always`, `IfNotPresent`, `Never`"]);
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {type: Loadbalancer, ports: [{port: 80}]}\n";
    finds(service, codes::NO_SUCH_WORD, "Loadbalancer", &["did you mean `LoadBalancer`?"]);
    let claim = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: a}\n\
                 spec: {accessModes: [RWX], resources: {requests: {storage: 1Gi}}}\n";
    finds(claim, codes::NO_SUCH_WORD, "RWX", &["`spec.accessModes[0]`"]);
}

#[test]
fn numbers_and_formats() {
    finds(&deployment("replicas: 2", "replicas: 3000000000"), codes::NUMBER_TOO_LARGE, "3000000000", &["32 bits"]);
    finds(&deployment("replicas: 2", "replicas: 3e9"), codes::NUMBER_TOO_LARGE, "3e9", &["32 bits"]);
    finds(&deployment("memory: 1Gi", "memory: 4GB"), codes::NO_QUANTITY, "4GB", &["did you mean `4G`?"]);
    finds(&deployment("cpu: 100m", "cpu: half"), codes::NO_QUANTITY, "half", &["such as `500m`"]);
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {password: hunter!}\n";
    let (code, place, words) = only(secret);
    assert_eq!((code, &*place), (codes::NO_BASE64, "hunter!"));
    assert!(words.contains("stringData") && !words.contains("hunter"), "{words}");
    let lease = "apiVersion: coordination.k8s.io/v1\nkind: Lease\nmetadata: {name: a}\nspec: {renewTime: yesterday}\n";
    finds(lease, codes::NO_TIME, "yesterday", &["2026-11-26T08:00:00Z"]);
}

#[test]
fn items_that_are_there_twice() {
    let ports = "ports: [{port: 80}, {port: 81}, {port: 80, protocol: TCP}]";
    let service = format!("apiVersion: v1\nkind: Service\nmetadata: {{name: a}}\nspec: {{{ports}}}\n");
    finds(&service, codes::ITEM_TWICE, "80", &["`spec.ports[2]` of Service has port `80` and protocol `TCP`"]);
    let volumes: Vec<String> = (0..20).map(|index| format!("{{name: v{}}}", index % 19)).collect();
    let spec = format!("{{containers: [{{name: a, image: b}}], volumes: [{}]}}", volumes.join(", "));
    let pod = format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {spec}\n");
    finds(&pod, codes::ITEM_TWICE, "v0", &["`spec.volumes[19]` of Pod has name `v0`"]);
}

#[test]
fn kinds_that_there_are_not() {
    let object = |api_version: &str, kind: &str| format!("apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: a}}\n");
    finds(&object("v1", "Deployment"), codes::NO_SUCH_KIND, "v1", &["write `apiVersion: apps/v1`"]);
    finds(&object("apps/v1", "Deploymnet"), codes::NO_SUCH_KIND, "Deploymnet", &["did you mean `Deployment`?"]);
    finds(&object("apps/v2", "Deployment"), codes::NO_SUCH_KIND, "apps/v2", &["write `apiVersion: apps/v1`"]);
    finds(&object("networking.k8s.io/v1", "ingress"), codes::NO_SUCH_KIND, "ingress", &["did you mean `Ingress`?"]);
    finds(&object("keda.sh/v1alpha1", "ScaledObjects"), codes::NO_SUCH_KIND, "ScaledObjects", &["did you mean `ScaledObject`?"]);
    finds(&object("example.com/v1", "Widget"), codes::UNCHECKED_KIND, "Widget", &["CustomResourceDefinition"]);
    finds(&object("keda.sh/v1", "ScaledObject"), codes::UNCHECKED_KIND, "ScaledObject", &["`keda.sh/v1alpha1`"]);
    finds(&object("monitoring.coreos.com/v1", "Alertmanager"), codes::UNCHECKED_KIND, "Alertmanager", &["was not checked"]);
}

#[test]
fn lives_of_apis() {
    let object = |api_version: &str, kind: &str, rest: &str| {
        format!("apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: a}}\n{rest}")
    };
    let old = object("autoscaling/v2beta2", "HorizontalPodAutoscaler", "");
    finds(&old, codes::API_GONE, "autoscaling/v2beta2", &["went with Kubernetes 1.26", "write `apiVersion: autoscaling/v2`"]);
    let old = object("extensions/v1beta1", "Ingress", "");
    finds(&old, codes::API_GONE, "extensions/v1beta1", &["`apiVersion: networking.k8s.io/v1`"]);
    let old = object("policy/v1beta1", "PodSecurityPolicy", "");
    finds(&old, codes::API_GONE, "policy/v1beta1", &["nothing of the kind follows"]);
    let new =
        object("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", "spec: {validations: [{expression: 'true'}]}\n");
    let (code, _, words) = only_for(&new, versions(28, 29));
    assert_eq!(code, codes::API_GONE);
    assert!(words.contains("Kubernetes 1.28 to 1.29 do not serve") && words.contains("it comes with 1.30"), "{words}");
    finds(&object("v1", "Endpoints", ""), codes::API_DEPRECATED, "v1", &["since Kubernetes 1.33", "`kind: EndpointSlice`"]);
    let addresses = object("networking.k8s.io/v1beta1", "ServiceCIDR", "spec: {cidrs: [10.0.0.0/16]}\n");
    let (code, place, words) = only_for(&addresses, versions(32, 32));
    assert_eq!((code, &*place), (codes::API_SWITCHED_OFF, "networking.k8s.io/v1beta1"));
    assert!(words.contains("--runtime-config=networking.k8s.io/v1beta1=true"), "{words}");
}
