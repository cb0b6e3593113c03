//! The page of each code of this room.

use crate::diag::{Code, codes};

/// What each code finds, why that is bad, an example, and what to do; by code.
pub const PAGES: &[(Code, &str)] = &[
    (
        codes::JSON_SYNTAX,
        "\
What: a text under a key that ends in `.json` which is not JSON.
Why: the program that reads the file stops at that place, most often when its pod starts and nobody looks. Comments, and a comma behind the
last item, are a warning: some readers take them.
Example: `{\"port\": 80,}` in `data.settings.json`.
Fix: mend the place that is shown. A text with `{{ }}` or `${NAME}` in it is left alone, since somebody fills it in first.",
    ),
    (
        codes::CONTENT_YAML,
        "\
What: a text under a key that ends in `.yaml` or `.yml` which is not YAML, or in which a key stands twice (a warning).
Why: the program that reads the file does not start; of a key that is there twice, readers disagree which counts.
Example: `logging:\\n  level: info\\n level: debug`, in which the last line belongs to nothing.
Fix: mend the place that is shown. Tags such as `!include` are taken, since they are words of the program that reads the file.",
    ),
    (
        codes::TOML_SYNTAX,
        "\
What: a text under a key that ends in `.toml` which is not TOML, or in which a key or a table stands twice.
Why: TOML allows neither, so that the program that reads the file does not start.
Example: `level = info`, a text without quotes.
Fix: mend the place that is shown; texts need quotes.",
    ),
    (
        codes::SHELL_SYNTAX,
        "\
What: a script, in a ConfigMap or behind `sh -c` in a command, that a shell gives up: a quote or an `if` that is not closed, a `done` that
closes nothing. A here-document without its last line is a warning.
Why: the container exits with a syntax error as soon as it reaches that place, which for a hook or a backup may be weeks later.
Example: `if [ -f /ready ]; then exit 0` without `fi`.
Fix: mend the place that is shown; `sh -n FILE` says the same. Whatever bash reads is taken, since an image may have bash as `sh`.",
    ),
    (
        codes::BASHISM,
        "\
What: something that only bash and its like know, in a script for `sh`: `[[ ]]`, arrays, `<<<`, `function`, process substitution.
Why: the `sh` of Debian and Alpine is another shell, which stops there or does something else.
Example: `#!/bin/sh` and `if [[ $1 == a* ]]; then`.
Fix: name bash in the first line if the image has it, or write it as POSIX has it: `case $1 in a*) … esac`.",
    ),
    (
        codes::NGINX_SYNTAX,
        "\
What: a configuration of nginx with a missing `;`, a brace that is not closed, or a directive with the wrong number of words.
Why: nginx does not start with it, and does not reload either.
Example: `proxy_set_header Host $host` without `;`, which swallows the next line.
Fix: end each directive with `;` and each block with `}`.",
    ),
    (
        codes::NGINX_CONTEXT,
        "\
What: a directive in a block that does not allow it, a location or an upstream that is there twice, or a configuration without `events`.
Why: nginx does not start with it.
Example: `proxy_pass http://api;` directly in `server`.
Fix: move the directive to where the help says. Only directives whose places are certain are judged.",
    ),
    (
        codes::NGINX_DIRECTIVE,
        "\
What: a directive that nginx does not know and that is one letter away from one that it knows.
Why: nginx does not start with it.
Example: `proxy_pas http://api;`
Fix: write it as the help says. Other unknown directives are left alone, since modules bring more.",
    ),
    (
        codes::PROMETHEUS_FIELD,
        "\
What: a field in `prometheus.yml` that Prometheus does not have at that place.
Why: Prometheus reads its configuration strictly: it does not start, or goes on with the old one when it reloads.
Example: `scrape_intervall: 15s` below `global`.
Fix: write it as the help says, or move it to the level where it belongs.",
    ),
    (
        codes::PROMETHEUS_VALUE,
        "\
What: a value in `prometheus.yml` that Prometheus refuses: a duration without a unit, an unknown action or role, a pattern that Go does not
read, a scrape that may take longer than its interval, a URL as a target.
Why: Prometheus does not start, or goes on with the old configuration when it reloads.
Example: `scrape_timeout: 30s` beside `scrape_interval: 15s`.
Fix: what the help says.",
    ),
    (
        codes::SCRAPE_JOB_TWICE,
        "\
What: two scrape jobs of one name.
Why: the name becomes the label `job` of every series, and Prometheus refuses to mix two jobs.
Example: two items of `scrape_configs` with `job_name: api`.
Fix: give each job a name of its own.",
    ),
    (
        codes::RULE_FORM,
        "\
What: rules that Prometheus does not load: an unknown field, a group that is there twice, a rule without a name or an expression, `for` in a
recording rule. A recorded name that needs quotes is a warning.
Why: one such rule keeps Prometheus from loading the whole file, so that all of its alerts are silent.
Example: `alert: Down` beside `record: down`.
Fix: what the help says; `promtool check rules` says the same.",
    ),
    (
        codes::RULE_TEMPLATE,
        "\
What: a label or an annotation of an alert whose template does not parse.
Why: one such template keeps Prometheus from loading the whole file.
Example: `{{ $label.pod }} is down`, in which `$labels` was meant.
Fix: write `{{ $labels.NAME }}`, `{{ $value }}` or `{{ $value | humanize }}`, and close what `if` and `range` open.",
    ),
    (
        codes::ALERT_FORM,
        "\
What: an alert without `for`, or without the label `severity`.
Why: without `for` one bad sample calls somebody; without a severity the routes of most teams do not know whom.
Example: `- {alert: Down, expr: up == 0}`
Fix: add `for: 5m` and `labels: {severity: critical}`. This is advice.",
    ),
    (
        codes::PROMQL_SYNTAX,
        "\
What: an expression that Prometheus refuses: it does not parse, a function gets what it does not take, or the answer is no number.
Why: in a rule it keeps the whole file from loading; in a panel it shows an error.
Example: `rate(http_requests_total) > 5`, a rate without a range.
Fix: try it in Prometheus. Variables of Grafana are filled in before an expression is judged, and Loki's language is left alone.",
    ),
    (
        codes::BUCKET_QUANTILE,
        "\
What: `histogram_quantile` of buckets without a window (a warning), of buckets whose label `le` is summed away, or with a share above 1.
Why: without a window it tells about all requests since the programs started; without `le`, or with 95 for 0.95, it never has an answer that
means anything.
Example: `histogram_quantile(0.95, sum by (job) (rate(request_seconds_bucket[5m])))`
Fix: `histogram_quantile(0.95, sum by (le, job) (rate(request_seconds_bucket[5m])))`",
    ),
    (
        codes::RATE_OF_NO_COUNTER,
        "\
What: `rate`, `irate` or `increase` of a well-known gauge, or of a sum of counters.
Why: each fall of a gauge is taken for a restart, and so is the restart of one program in a sum: the numbers are far too high.
Example: `rate(sum(http_requests_total)[5m:])`
Fix: `sum(rate(http_requests_total[5m]))` for counters; `delta` or `avg_over_time` for gauges.",
    ),
    (
        codes::RUNNING_TOTAL,
        "\
What: an alert that compares a counter as it is with a number.
Why: a counter only grows: the alert fires one day and never stops until the program restarts.
Example: `http_errors_total > 100`
Fix: compare its growth: `increase(http_errors_total[1h]) > 100`.",
    ),
    (
        codes::NO_MATCH,
        "\
What: an operation between two sums whose series have different labels.
Why: Prometheus compares all labels, finds no two series that match, and the answer is empty: an alert that never fires.
Example: `sum by (job) (rate(errors_total[5m])) / sum(rate(requests_total[5m]))`
Fix: sum both sides by the same labels, or match: `/ on () group_left sum(…)`.",
    ),
    (
        codes::RATE_UNIT,
        "\
What: an alert that compares errors in a second with a small share, or restarts in a second with a count.
Why: `rate` counts in a second. Half of a hundredth of all requests may be a thousand errors in a second, and no pod restarts five
times in a second: the alert fires always or never.
Example: `rate(http_requests_total{status=~\"5..\"}[5m]) > 0.01`
Fix: divide by all requests, or count with `increase(…[1h])`.",
    ),
    (
        codes::DASHBOARD_FORM,
        "\
What: a dashboard without a title, with a `uid` that Grafana refuses, or with two panels of one `id` (a warning).
Why: Grafana does not provision it, or links and alerts lead to the wrong panel.
Example: `\"uid\": \"my dashboard\"`
Fix: what the help says.",
    ),
    (
        codes::DASHBOARD_VARIABLE,
        "\
What: a variable that an expression of a dashboard uses and nothing defines, or a data source that only an import by hand fills in.
Why: Grafana sends the letters as they are, so that the panel is empty.
Example: `rate(x_total{pod=~\"$pods\"}[5m])` with a variable `pod`.
Fix: define it below `templating`, or write it as the help says.",
    ),
    (
        codes::ALERTMANAGER_FIELD,
        "\
What: a field that Alertmanager does not have at that place.
Why: Alertmanager reads its configuration strictly, and does not start.
Example: `group_intervall: 5m` in a route.
Fix: write it as the help says.",
    ),
    (
        codes::ALERTMANAGER_VALUE,
        "\
What: a value that Alertmanager refuses: a duration without a unit, a first route with matchers, a matcher that is none, a name given twice.
Why: Alertmanager does not start, or goes on with the old configuration.
Example: `repeat_interval: 4`
Fix: what the help says; `amtool check-config` says the same.",
    ),
    (
        codes::ALERT_RECEIVER,
        "\
What: a route to a receiver, or with a time interval, that the configuration does not define.
Why: Alertmanager does not start, and nobody is told of anything.
Example: `receiver: on-call` where only `oncall` is defined.
Fix: write the name as the help says, or define it.",
    ),
    (
        codes::SETTING,
        "\
What: a setting in `redis.conf` or `postgresql.conf` that is one letter away from a known one, or a value that it does not take.
Why: Redis and PostgreSQL do not start with a setting that they do not know.
Example: `maxmemory-polcy allkeys-lru`
Fix: write it as the help says. Other unknown settings are left alone, since modules and extensions bring more.",
    ),
];
