# The functions' zips, each under its hash: the same code is no change. An earlier zip stays
# in the bucket when a newer one takes its place, so that a function can go back to it.
resource "google_storage_bucket" "packages" {
  name                        = "${var.project_id}-packages"
  location                    = upper(var.region)
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  versioning {
    enabled = true
  }
  lifecycle_rule {
    condition {
      days_since_noncurrent_time = 30
    }
    action {
      type = "Delete"
    }
  }
  depends_on = [google_project_service.needed]
}

resource "google_storage_bucket_object" "package" {
  for_each = { for name in keys(local.functions) : name => local.packages[name] if !contains(keys(var.packages.pinned), name) }

  bucket          = google_storage_bucket.packages.name
  name            = "${each.key}/${each.value}.zip"
  source          = "${var.packages.folder}/${each.key}/${each.value}.zip"
  content_type    = "application/zip"
  deletion_policy = "ABANDON"
}

resource "google_storage_bucket_iam_member" "build" {
  bucket = google_storage_bucket.packages.name
  role   = "roles/storage.objectViewer"
  member = "serviceAccount:${google_service_account.build.email}"
}

# The service copies each zip into a bucket of its own, which it makes with the first function,
# and builds from there.
resource "google_project_iam_member" "build" {
  project = var.project_id
  role    = "roles/storage.objectViewer"
  member  = "serviceAccount:${google_service_account.build.email}"

  condition {
    title      = "What functions are built from"
    expression = "resource.name.startsWith(\"projects/_/buckets/gcf-v2-sources-${local.number}-\")"
  }
}

# Images that the functions are built into; the dashboard's lies in bootstrap's repository.
resource "google_artifact_registry_repository" "functions" {
  repository_id = "functions"
  location      = var.region
  format        = "DOCKER"
  description   = "What the functions' zips are built into"

  cleanup_policies {
    id     = "keep-recent"
    action = "KEEP"
    most_recent_versions {
      keep_count = 10
    }
  }
  cleanup_policies {
    id     = "delete-old"
    action = "DELETE"
    condition {
      tag_state  = "ANY"
      older_than = "7776000s"
    }
  }
  depends_on = [google_project_service.needed]
}

resource "google_artifact_registry_repository_iam_member" "build" {
  repository = google_artifact_registry_repository.functions.name
  location   = var.region
  role       = "roles/artifactregistry.writer"
  member     = "serviceAccount:${google_service_account.build.email}"
}
