resource "google_cloud_scheduler_job" "job" {
  for_each = local.jobs

  name             = each.key
  region           = var.region
  schedule         = each.value.schedule
  time_zone        = "Asia/Jerusalem"
  attempt_deadline = "${local.functions[each.value.function].timeout + 10}s"

  retry_config {
    retry_count          = 2
    min_backoff_duration = "5s"
    max_backoff_duration = "60s"
  }
  http_target {
    http_method = "POST"
    uri         = "${local.url[each.value.function]}/"
    body        = base64encode(jsonencode({ job = each.key }))
    headers     = { "Content-Type" = "application/json" }
    oidc_token {
      service_account_email = local.caller[each.value.function]
      audience              = local.url[each.value.function]
    }
  }

  lifecycle {
    ignore_changes = [schedule] # the dashboard changes the hours
  }
  depends_on = [google_cloud_run_v2_service_iam_member.caller]
}
