# What an engineer looks at first; its charts are a table too.
locals {
  charts = [
    { title = "Deliveries a minute, by answer", query = "sum by (response_code_class) (rate(${local.requests}, service_name=\"webhook\"}[5m])) * 60" },
    { title = "Webhook, slowest hundredth (ms)", query = "histogram_quantile(0.99, sum by (le) (rate(run_googleapis_com:request_latencies_bucket{monitored_resource=\"cloud_run_revision\", service_name=\"webhook\"}[5m])))" },
    { title = "Turn, slowest twentieth (ms)", query = "histogram_quantile(0.95, sum by (le) (rate(run_googleapis_com:request_latencies_bucket{monitored_resource=\"cloud_run_revision\", service_name=\"triage\"}[5m])))" },
    { title = "5xx a minute, by service", query = "sum by (service_name) (rate(${local.requests}, response_code_class=\"5xx\"}[5m])) * 60" },
    { title = "Oldest message that waits (s)", query = "max by (subscription_id) (${local.unacked}, subscription_id!~\".*-dead\"})" },
    { title = "Dead letters", query = "max by (subscription_id) (${local.queued}, subscription_id=~\".*-dead\"})" },
    { title = "Oldest notice that waits (s)", query = "histogram_quantile(1, sum by (le) (increase(logging_googleapis_com:user_notice_age_bucket{monitored_resource=\"cloud_run_revision\"}[5m])))" },
    { title = "Runs of the jobs an hour", query = "sum by (job) (increase(${local.runs}}[1h]))" },
    { title = "Alarms in the queue", query = "max(cloudtasks_googleapis_com:queue_depth{monitored_resource=\"cloud_tasks_queue\"})" },
    { title = "Instances, by service", query = "sum by (service_name) (run_googleapis_com:container_instance_count{monitored_resource=\"cloud_run_revision\"})" },
    { title = "Memory, highest share", query = "histogram_quantile(0.99, sum by (le, service_name) (rate(run_googleapis_com:container_memory_utilizations_bucket{monitored_resource=\"cloud_run_revision\"}[5m])))" },
    { title = "Cache, memory in use", query = "max(memorystore_googleapis_com:instance_memory_maximum_utilization{monitored_resource=\"memorystore.googleapis.com/Instance\"})" },
  ]
}

resource "google_monitoring_dashboard" "proli" {
  dashboard_json = jsonencode({
    displayName = "Proli"
    mosaicLayout = {
      columns = 12
      # Monitoring gives no zero back: a position of 0 that is written would differ for ever.
      tiles = [for i, chart in local.charts : merge(i % 3 > 0 ? { xPos = (i % 3) * 4 } : {}, i >= 3 ? { yPos = floor(i / 3) * 4 } : {}, {
        width  = 4
        height = 4
        widget = {
          title = chart.title
          xyChart = {
            dataSets = [{
              plotType        = "LINE"
              timeSeriesQuery = { prometheusQuery = chart.query }
            }]
          }
        }
      })]
    }
  })

  depends_on = [google_project_service.needed]
}
