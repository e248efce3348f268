# When somebody is called. Each alert carries its playbook, playbooks/NAME.md, in the mail. Its
# duration is null when it waits for nothing: Monitoring gives no zero back, and one that is
# written would differ for ever.
locals {
  requests = "run_googleapis_com:request_count{monitored_resource=\"cloud_run_revision\""
  unacked  = "pubsub_googleapis_com:subscription_oldest_unacked_message_age{monitored_resource=\"pubsub_subscription\""
  taken    = "sum by (le) (rate(run_googleapis_com:request_latencies_bucket{monitored_resource=\"cloud_run_revision\", service_name=\"webhook\"}[10m]))"
  runs     = "logging_googleapis_com:user_job_runs{monitored_resource=\"cloud_run_revision\""
  queued   = "pubsub_googleapis_com:subscription_num_undelivered_messages{monitored_resource=\"pubsub_subscription\""

  alerts = merge({
    dead-letters = {
      title    = "Dead letters are waiting"
      severity = "ERROR"
      duration = "1200s" # the healer puts back what only an outage has killed
      query    = "max by (subscription_id) (${local.queued}, subscription_id=~\".*-dead\"}) > 0"
      playbook = "dead-letters"
    }
    messages-wait = {
      title    = "A message has waited for more than five minutes"
      severity = "CRITICAL"
      duration = "60s"
      query    = "max by (subscription_id) (${local.unacked}, subscription_id!~\".*-dead\"}) > 300"
      playbook = "messages-wait"
    }
    notices-wait = {
      title    = "A notice that may go out has waited for more than ten minutes"
      severity = "CRITICAL"
      duration = "60s"
      query    = "histogram_quantile(1, sum by (le) (increase(logging_googleapis_com:user_notice_age_bucket{monitored_resource=\"cloud_run_revision\"}[5m]))) > 600"
      playbook = "notices-wait"
    }
    errors = {
      title    = "A service answers more than one in twenty requests with 5xx"
      severity = "ERROR"
      duration = "300s"
      # A share alone would call somebody for the one 503 of a quiet hour, which is only "again later".
      query    = "sum by (service_name) (rate(${local.requests}, response_code_class=\"5xx\"}[10m])) / sum by (service_name) (rate(${local.requests}}[10m])) > 0.05 and on (service_name) sum by (service_name) (increase(${local.requests}, response_code_class=\"5xx\"}[10m])) > 4"
      playbook = "errors"
    }
    webhook-slow = {
      title    = "The webhook's slowest hundredth takes more than two seconds"
      severity = "WARNING"
      duration = "300s"
      # Of fewer than a hundred the slowest hundredth is one, and one is a cold start: then the middle counts.
      query    = "histogram_quantile(0.99, ${local.taken}) > 2000 and on () sum(increase(${local.requests}, service_name=\"webhook\"}[10m])) > 100 or histogram_quantile(0.5, ${local.taken}) > 2000"
      playbook = "webhook-slow"
    }
    webhook-refuses = {
      title    = "The webhook refuses callers"
      severity = "WARNING"
      duration = null
      query    = "sum(increase(${local.requests}, service_name=\"webhook\", response_code=\"401\"}[10m])) > 5"
      playbook = "webhook-refuses"
    }
    account = {
      title    = "The WhatsApp account cannot send"
      severity = "CRITICAL"
      duration = null
      query    = "sum by (alert) (increase(logging_googleapis_com:user_alerts{monitored_resource=\"cloud_run_revision\"}[10m])) > 0"
      playbook = "account"
    }
    uptime = {
      title    = "Proli cannot be reached from outside"
      severity = "CRITICAL"
      duration = "180s"
      query    = "avg by (check_id) (monitoring_googleapis_com:uptime_check_check_passed{monitored_resource=\"uptime_url\"}) < 0.5"
      playbook = "uptime"
    }
    }, {
    # What never ran is absent too: a job is missed only where the relay, which runs every minute,
    # ran before its silence began; so the first day of a deployment calls nobody. The relay itself
    # has five minutes to begin. When clocks change, a day is an hour longer: two hours of grace.
    for job, j in local.jobs : "job-${job}" => {
      title    = "The job ${job} has not run for ${j.silence}"
      severity = "ERROR"
      duration = j.silence == "24h" ? "7200s" : job == "relay" ? "300s" : "60s"
      query    = "absent_over_time(${local.runs}, job=\"${job}\"}[${j.silence}])${job == "relay" ? "" : " and on () sum(increase(${local.runs}, job=\"relay\"}[1h] offset ${j.silence})) > 0"}"
      playbook = "job-silent"
    }
  })
}

resource "google_monitoring_notification_channel" "email" {
  for_each = var.alert_emails

  display_name = each.key
  type         = "email"
  labels       = { email_address = each.key }

  depends_on = [google_project_service.needed]
}

resource "google_monitoring_alert_policy" "alert" {
  for_each = local.alerts

  display_name          = each.value.title
  combiner              = "OR"
  severity              = each.value.severity
  notification_channels = values(google_monitoring_notification_channel.email)[*].name

  conditions {
    display_name = each.value.title
    condition_prometheus_query_language {
      query                     = each.value.query
      duration                  = each.value.duration
      evaluation_interval       = "60s"
      disable_metric_validation = true # a metric is unknown until its first value
    }
  }
  documentation {
    subject   = "Proli ${var.environment}: ${each.value.title}"
    mime_type = "text/markdown"
    content   = file("${path.module}/playbooks/${each.value.playbook}.md")
  }
  alert_strategy {
    auto_close = "86400s"
  }
  depends_on = [google_logging_metric.job_runs, google_logging_metric.alerts, google_logging_metric.notice_age, google_cloud_scheduler_job.job]
}

# What the one log line of each handled event says.
resource "google_logging_metric" "job_runs" {
  name             = "job_runs"
  description      = "Runs of the scheduled jobs that ended well"
  filter           = "resource.type=\"cloud_run_revision\" AND jsonPayload.message=\"handled\" AND jsonPayload.function=(\"Healer\" OR \"Reporter\" OR \"Reminder\") AND NOT jsonPayload.error:*"
  label_extractors = { job = "EXTRACT(jsonPayload.message_id)" }

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
    unit        = "1"
    labels {
      key        = "job"
      value_type = "STRING"
    }
  }
  depends_on = [google_project_service.needed]
}

resource "google_logging_metric" "alerts" {
  name             = "alerts"
  description      = "Lines on which somebody is called"
  filter           = "resource.type=\"cloud_run_revision\" AND jsonPayload.message=\"handled\" AND jsonPayload.alert:*"
  label_extractors = { alert = "EXTRACT(jsonPayload.alert)" }

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
    unit        = "1"
    labels {
      key        = "alert"
      value_type = "STRING"
    }
  }
  depends_on = [google_project_service.needed]
}

resource "google_logging_metric" "notice_age" {
  name            = "notice_age"
  description     = "How long the oldest notice that may go out has waited"
  filter          = "resource.type=\"cloud_run_revision\" AND jsonPayload.message=\"handled\" AND jsonPayload.oldest_s:*"
  value_extractor = "EXTRACT(jsonPayload.oldest_s)"

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "DISTRIBUTION"
    unit        = "s"
  }
  bucket_options {
    explicit_buckets {
      bounds = [10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 21600]
    }
  }
  depends_on = [google_project_service.needed]
}

# With the proxy the dashboard answers no stranger: then the webhook's public page is asked.
resource "google_monitoring_uptime_check_config" "reachable" {
  display_name = "Proli is reachable"
  period       = "60s"
  timeout      = "10s"

  http_check {
    path         = local.proxied ? "/privacy" : "/health/ready"
    port         = 443
    use_ssl      = true
    validate_ssl = true
  }
  monitored_resource {
    type = "uptime_url"
    labels = {
      project_id = var.project_id
      host       = trimprefix(local.proxied ? local.url["webhook"] : local.dashboard_url, "https://")
    }
  }
  depends_on = [google_project_service.needed]
}
