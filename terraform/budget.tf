resource "google_billing_budget" "month" {
  billing_account = var.budget.billing_account
  display_name    = "Proli ${var.environment}"

  budget_filter {
    projects        = ["projects/${local.number}"]
    calendar_period = "MONTH"
  }
  amount {
    specified_amount {
      currency_code = var.budget.currency
      units         = tostring(var.budget.monthly_amount)
    }
  }
  threshold_rules {
    threshold_percent = 0.5
  }
  threshold_rules {
    threshold_percent = 0.9
  }
  threshold_rules {
    threshold_percent = 1.0
    spend_basis       = "FORECASTED_SPEND"
  }
  all_updates_rule {
    monitoring_notification_channels = slice(values(google_monitoring_notification_channel.email)[*].name, 0, min(5, length(var.alert_emails)))
  }
  depends_on = [google_project_service.needed]
}
