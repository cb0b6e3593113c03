//! Texts of good manifests, in which nothing more than advice is found.

use super::{config_map, counts, findings};
use crate::contents::upstreams;

const SILENT: &[(&str, &str)] = &[
    ("app.json", "{\"port\": ${PORT}, \"name\": \"{{ .Values.name }}\"}"),
    ("events.json", "{\"a\": 1}\n{\"a\": 2}\n"),
    ("app.json", "  "),
    ("config.yaml", "password: !secret db\nratio: .inf\n? [a, b]\n: c\n"),
    ("values.yaml", "{{- range .Values.list }}\n- {{ . }}\n{{- end }}\n"),
    (
        "app.toml",
        "a.b = 1\na.c = 2\n[[x]]\ny = 1\n[x.z]\nq = 1\n[[x]]\ny = 2\n[x.z]\nq = 1\n[t]\nl = [{a = 1}, {a = 2}]\nd = 2026-11-26T08:00:00Z\ni = {a = 1, b = {a = 1}}\n",
    ),
    ("app.toml", "name = @NAME@\n"),
    (
        "run.sh",
        "#!/bin/sh\nset -eu\n: \"${A:=b}\" \"${B:-it's}\" '\"' \\' # don't\ncase \"$1\" in\n  a|b) echo \"x\";;\n  (c) : ;;\n  *)\nesac\nwhile read -r line; do echo \"$line\"; done < /dev/stdin\n",
    ),
    ("run.sh", "cat <<'EOF' | tee a\nit's \"$x\nEOF\ncat <<-EOF\n\t`x\n\tEOF\nx=$(cat <<E\n)\nE\n)\n"),
    (
        "run.sh",
        "#!/bin/bash\na=(1 \"2\" $(echo 3))\nif [[ $x =~ ^[[:space:]](a|b)$ && -n ${a[@]} ]]; then echo $((1 + (2 * 3))); fi\n((i++)) || true\nfor ((i = 0; i < 3; i++)); do :; done\ndiff <(a) <(b)\nfunction f { echo $'a\\'b'; }\nf() ( echo )\nselect x in a; do break; done\necho {a,b} !x @(a|b) ${x//\\//_} ${x%\"}\"} >&2 2>&1 &>/dev/null <<< \"$x\"\n",
    ),
    (
        "run.sh",
        "if a; then b; elif c; then d; else e; fi && { x; } || ( y; )\n! grep x y | z &\nwait\n{ echo a; echo b; } > out\nuntil nc -z a 1; do sleep 1; done\ntime sleep 1\n",
    ),
    ("run.sh", "f () {\n  local x=1\n  return 0\n}\n\nexec \"$@\"\n"),
    ("run.sh", "echo \"a $(echo \"b $(echo \"c\")\") d\" `echo \\`x\\`` \"${x:-\"y\"}\" $(( $(echo 1) + 1 )) $#\n"),
    ("run.sh", "case $x in a) case $y in b) ;; esac ;; esac\nx=$(case a in a) echo b;; esac)\n"),
    ("run.sh", "trap 'rm -f \"$x\"' EXIT; [ \"$a\" = '(' ] && echo ok; echo fi done; echo a=b if then\n"),
    (
        "nginx.conf",
        "user nginx;\nworker_processes auto;\nevents { worker_connections 1024; }\nhttp {\n  log_format main '$remote_addr \"$request\"' '{}';\n  map $http_upgrade $connection { default upgrade; '' close; ~^a/(?<x>.*)$ b; }\n  upstream api { server api:80; keepalive 8; }\n  server {\n    listen 80 default_server;\n    server_name ~^(www\\.)?(.+)$;\n    location ~* \\.(js|css)$ { expires 1d; }\n    location = /healthz { return 200 'ok'; }\n    location / { if ($request_method = POST) { return 405; } proxy_pass http://api/${x}; proxy_set_header Host $host; }\n    location ~ a { }\n    location ~ a { }\n    some_module_directive on;\n    content_by_lua_block { local x = \"}\" if x then return { a = 1 } end }\n  }\n}\nstream { server { listen 5432; proxy_pass db:5432; } }\n",
    ),
    ("default.conf", "server {\n  listen ${PORT};\n  location / { root /srv; try_files $uri /index.html; }\n}\n"),
    ("haproxy.conf", "server a b\nlisten x\n"),
    (
        "prometheus.yml",
        "global: {scrape_interval: 15s, external_labels: {a: b}}\nrule_files: [/etc/rules/*.yml]\nscrape_configs:\n- job_name: a\n  scheme: https\n  tls_config: {ca_file: /a, insecure_skip_verify: true}\n  bearer_token_file: /t\n  kubernetes_sd_configs: [{role: pod, namespaces: {names: [a]}}]\n  relabel_configs:\n  - source_labels: [__meta_kubernetes_pod_annotation_prometheus_io_port, __address__]\n    regex: ([^:]+)(?::\\d+)?;(\\d+)\n    replacement: $1:$2\n    target_label: __address__\n  - {action: labelmap, regex: __meta_(.+)}\n  - {action: LabelDrop, regex: a}\n- job_name: blackbox\n  metrics_path: /probe\n  params: {module: [http_2xx]}\n  static_configs: [{targets: ['https://a.example/']}]\n  relabel_configs: [{source_labels: [__address__], target_label: __param_target}]\n- job_name: c\n  consul_sd_configs: [{server: a}]\nalerting: {alertmanagers: [{static_configs: [{targets: ['a:9093']}]}]}\n",
    ),
    ("prometheus.yml", "scrape_configs:\n- job_name: a\n  stream_parse: true\n"),
    (
        "api.rules.yml",
        "groups:\n- name: a\n  interval: 30s\n  rules:\n  - record: job:errors:rate5m\n    expr: sum by (job) (rate(errors_total{code=~\"5..\"}[5m])) / sum by (job) (rate(requests_total[5m]))\n  - alert: Slow\n    expr: |\n      histogram_quantile(0.95, sum by (le, job) (rate(request_seconds_bucket[5m]))) > 1\n        and on (job) up == 1\n    for: 5m\n    labels: {severity: '{{ if gt $value 2.0 }}high{{ else }}low{{ end }}'}\n    annotations: {summary: '{{ $labels.job }} takes {{ $value | humanizeDuration }}'}\n  - alert: Quiet\n    expr: absent(up{job=\"api\"}) or vector(0) > 1\n    for: 0\n    labels: {severity: low}\n",
    ),
    ("rules.yaml", "groups:\n- name: logs\n  rules:\n  - alert: A\n    expr: sum(rate({app=\"x\"} |= \"error\" [5m])) > 1\n"),
    (
        "rules.yml",
        "groups:\n- name: a\n  rules:\n  - record: a\n    expr: histogram_quantile(0.9, sum(rate(native_seconds[5m])))\n  - record: b\n    expr: sum(a) / on () group_left sum by (job) (b)\n  - record: c\n    expr: rate(x_total[5m:]) / scalar(sum(y))\n  - record: d\n    expr: sum(a) or sum by (b) (c)\n  - record: e\n    expr: histogram_quantile(0.9, job:x_bucket:rate5m) unless sum(b)\n  - record: f\n    expr: histogram_quantile(0.9, job:latency_seconds) or histogram_quantile(0.9, avg_over_time(latency_seconds[5m]))\n  - alert: ErrorsInASecond\n    expr: sum(rate(http_requests_total{status=~\"5..\"}[5m])) > 0.5 or rate(http_requests_total{status!~\"5..\"}[5m]) > 0.01 or rate(kube_pod_container_status_restarts_total[1h]) > 0\n    for: 5m\n    labels: {severity: low}\n",
    ),
    (
        "d.json",
        "{\"schemaVersion\": 39, \"title\": \"a\", \"uid\": \"shop-api\", \"templating\": {\"list\": [{\"name\": \"pod\"}, {\"name\": \"by\"}]}, \"panels\": [{\"id\": 1, \"type\": \"row\", \"panels\": [{\"id\": 2, \"datasource\": {\"type\": \"prometheus\", \"uid\": \"p\"}, \"targets\": [{\"expr\": \"sum by ($by) (rate(x_total{pod=~\\\"$pod$\\\"}[$__rate_interval]))\", \"legendFormat\": \"{{pod}}\"}, {\"expr\": \"$query\", \"datasource\": {\"type\": \"loki\"}}]}]}]}",
    ),
    (
        "alertmanager.yml",
        "global: {resolve_timeout: 5m, slack_api_url: 'https://a'}\nroute:\n  receiver: a\n  group_by: ['...']\n  routes:\n  - matchers: ['severity=\"critical\"', team=~\"a|b\", 'x != y']\n    receiver: b\n    mute_time_intervals: [night]\n    continue: true\nreceivers:\n- name: a\n- name: b\n  webhook_configs: [{url: 'http://a'}]\ninhibit_rules:\n- {source_matchers: [a=b], target_match: {c: d}, equal: [e]}\ntime_intervals:\n- {name: night, time_intervals: [{times: [{start_time: '22:00', end_time: '24:00'}]}]}\n",
    ),
    (
        "redis.conf",
        "# a\nsave \"\"\nmaxmemory 100mb\nmaxmemory-policy allkeys-lru\nlatency-tracking yes\nrequirepass ${PASSWORD}\nmy-module.setting 1\n",
    ),
    (
        "postgresql.conf",
        "listen_addresses = '*' # all\nshared_buffers 1GB\nwork_mem = 4MB\npg_stat_statements.max = 10\nlog_line_prefix = '%m [%p] '\ninclude_if_exists 'a b'\n",
    ),
    ("script.py", "if ("),
    ("README.md", "```json\n{"),
];

#[test]
fn nothing_is_found_in_good_texts() {
    for (name, text) in SILENT {
        let (_, found) = findings(&config_map(name, text));
        let found: Vec<_> = found.iter().filter(|one| counts(one)).collect();
        assert!(found.is_empty(), "{name}:\n{text}\n{found:#?}");
    }
}

#[test]
fn hosts_of_nginx_are_listed() {
    let text = "events {}\nhttp {\n  upstream pool { server one:80; server unix:/run/a; }\n  server { location / { proxy_pass http://pool; } location /b { proxy_pass https://two.shop.svc:443/x; } location /c { proxy_pass http://$host; } }\n}\n";
    let hosts = upstreams(text);
    let told: Vec<(&str, &str)> = hosts.iter().map(|(host, range)| (host.as_str(), &text[range.clone()])).collect();
    assert_eq!(told, [("one", "one"), ("two.shop.svc", "two.shop.svc")]);
}
