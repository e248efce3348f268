# What customers send is kept 90 days; the pros' photos stay.
resource "google_storage_bucket" "media" {
  name                        = "${var.project_id}-media"
  location                    = upper(var.region)
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  deletion_policy             = local.production ? "PREVENT" : "DELETE"

  lifecycle_rule {
    condition {
      age            = 90
      matches_prefix = ["media/"]
    }
    action {
      type = "Delete"
    }
  }
  soft_delete_policy {
    retention_duration_seconds = 0 # what a customer has deleted is gone
  }
  depends_on = [google_project_service.needed]
}

# Copies by ops backup, beside the database's own snapshots: gone after 30 days, as the
# receipt of a deletion says.
resource "google_storage_bucket" "backups" {
  name                        = "${var.project_id}-backups"
  location                    = upper(var.region)
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  deletion_policy             = local.production ? "PREVENT" : "DELETE"

  lifecycle_rule {
    condition {
      age = 30
    }
    action {
      type = "Delete"
    }
  }
  soft_delete_policy {
    retention_duration_seconds = 0
  }
  depends_on = [google_project_service.needed]
}

locals {
  media_roles = { read = "roles/storage.objectViewer", write = "roles/storage.objectUser" }
  media_users = { for name, w in local.workloads : name => w.media if w.media != "none" }
}

resource "google_storage_bucket_iam_member" "media" {
  for_each = local.media_users

  bucket = google_storage_bucket.media.name
  role   = local.media_roles[each.value]
  member = "serviceAccount:${local.identity[each.key]}"

  depends_on = [google_service_account.workload]
}

# Links to media are signed with the program's own identity.
resource "google_service_account_iam_member" "signer" {
  for_each = local.media_users

  service_account_id = google_service_account.workload[each.key].name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = "serviceAccount:${local.identity[each.key]}"
}

resource "google_storage_bucket_iam_member" "backups" {
  bucket = google_storage_bucket.backups.name
  role   = "roles/storage.objectUser"
  member = "serviceAccount:${local.identity["ops"]}"

  depends_on = [google_service_account.workload]
}
