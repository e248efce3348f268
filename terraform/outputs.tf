output "webhook_url" {
  description = "Where the gateway delivers; go run ./scripts/webhook registers it."
  value       = "${local.url["webhook"]}/"
}

output "dashboard_url" {
  description = "The dashboard; user owner, its first password is the secret admin-bootstrap-password."
  value       = "${local.dashboard_url}/"
}

output "packages" {
  description = "Which zip each function runs: the hash to go back to."
  value       = { for name in keys(local.functions) : name => local.packages[name] }
}

output "image" {
  description = "Which image the dashboard and the ops job run."
  value       = var.image
}
