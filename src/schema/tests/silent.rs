//! Objects that servers take as they are.

use super::{Definitions, Versions, check, documents, found};
use crate::fields::KubeVersion;

/// What other tools cry at, and servers take.
const GOOD: &str = r#"
apiVersion: v1
kind: ConfigMap
metadata:
  name: empty-values
  annotations:
    note:
  creationTimestamp: null
data:
  key:
---
apiVersion: v1
kind: Service
metadata: {name: ports}
spec:
  type: ""
  ports:
    - {name: tcp, port: 53, targetPort: dns}
    - {name: udp, port: 53, protocol: UDP, targetPort: 53}
status:
  loadBalancer: {}
  conditions:
    - {}
---
apiVersion: apps/v1
kind: Deployment
metadata: {generateName: api-}
spec:
  replicas: 2.0
  selector: {matchLabels: {app: api}}
  strategy: {rollingUpdate: {maxSurge: 25%, maxUnavailable: 0}}
  template:
    metadata: {labels: {app: api}}
    spec:
      serviceAccount: old
      initContainers:
      affinity: null
      containers:
        - name: api
          image: acme/api
          env:
            - {name: A, value: one}
            - {name: A, value: "$(A) two"}
          resources: {limits: {cpu: 0.5, memory: 1e9, nvidia.com/gpu: 1}}
          volumeMounts: [{name: data, mountPath: /a}, {name: data, mountPath: /b, subPath: b}]
      volumes:
        - {name: data, emptyDir: {sizeLimit: 1Gi, medium: HugePages-2Mi}}
---
apiVersion: v1
kind: Secret
metadata: {name: lines}
type: example.com/own
data:
  file: |
    YWJj
    YWJj
stringData: {a: plain}
---
apiVersion: authentication.k8s.io/v1
kind: TokenReview
spec: {token: a}
---
apiVersion: v1
kind: List
metadata: {}
items: []
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: a}
spec:
  parentRefs: [{name: gateway}]
  rules:
    - backendRefs: [{name: a, port: 80}]
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: a}
spec:
  scaleTargetRef: {name: a}
  triggers:
    - type: prometheus
      metadata: {serverAddress: "http://a", threshold: "5", query: up}
"#;

#[test]
fn good_objects_are_good_in_every_version() {
    for version in KubeVersion::all() {
        let found = found(GOOD, Versions::of(&(version..=version)));
        assert!(found.is_empty(), "{version}: {found:#?}");
    }
    let found = found(GOOD, Versions::ALL);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn known_objects_count_as_known_and_faults_of_types_are_counted() {
    let (_, documents) = documents("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: 3, hostPID: 4, zoo: 5}\n");
    let (mut sink, definitions) = (Vec::new(), Definitions::default());
    let checked = check(&documents[0], Versions::ALL, &definitions, &mut sink);
    assert!(checked.known);
    assert_eq!((checked.type_faults, sink.len()), (2, 3));
}
