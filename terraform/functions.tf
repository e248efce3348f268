resource "google_cloudfunctions2_function" "function" {
  for_each = local.functions

  name        = each.key
  location    = var.region
  description = "Proli: ${each.value.entry_point}"

  build_config {
    runtime           = "go126"
    entry_point       = each.value.entry_point
    service_account   = google_service_account.build.id
    docker_repository = google_artifact_registry_repository.functions.id

    environment_variables = {
      GOOGLE_GOLDFLAGS = "-s -w" # a third smaller, and starts sooner
    }
    source {
      storage_source {
        bucket = google_storage_bucket.packages.name
        object = "${each.key}/${local.packages[each.key]}.zip"
      }
    }
    automatic_update_policy {} # security patches of the base image come without us
  }

  service_config {
    service_account_email            = local.identity[each.key]
    ingress_settings                 = each.value.trigger == "public" ? "ALLOW_ALL" : "ALLOW_INTERNAL_ONLY"
    all_traffic_on_latest_revision   = true
    available_cpu                    = "1" # more than one request at a time needs a whole one
    available_memory                 = each.value.memory
    max_instance_request_concurrency = each.value.concurrency
    min_instance_count               = local.production && each.value.warm ? 1 : 0
    max_instance_count               = each.value.max
    timeout_seconds                  = each.value.timeout

    environment_variables = merge(local.env[each.key], {
      CLOUD_RUN_TIMEOUT_SECONDS = tostring(each.value.timeout) # the framework's own deadline
      LOG_EXECUTION_ID          = "true"
    })

    # A version's number, not "latest": a new secret is a deploy that can be seen and undone.
    dynamic "secret_environment_variables" {
      for_each = local.env_secrets[each.key]
      content {
        key        = secret_environment_variables.key
        project_id = var.project_id
        secret     = secret_environment_variables.value
        version    = local.secret_version[secret_environment_variables.value]
      }
    }

    # Only what is private goes through the network; Google, the gateway and the models are
    # reached directly, without the minute that a cold start through NAT may cost. Cloud Functions
    # takes both by their names, in this project and region.
    direct_vpc_egress = each.value.vpc ? local.function_egress : null
    dynamic "direct_vpc_network_interface" {
      for_each = each.value.vpc ? [1] : []
      content {
        network    = google_compute_network.proli.name
        subnetwork = google_compute_subnetwork.programs.name
      }
    }
  }

  lifecycle {
    precondition {
      condition     = contains(keys(local.packages), each.key)
      error_message = "packages.json names no zip of ${each.key}: run `make package`."
    }
    precondition {
      condition     = local.connections_at_most <= local.atlas_connections[var.atlas.instance_size]
      error_message = "All instances together may open ${local.connections_at_most} connections, and ${var.atlas.instance_size} takes ${local.atlas_connections[var.atlas.instance_size]}: lower max in table.tf or raise atlas.instance_size."
    }
  }

  depends_on = [
    google_storage_bucket_object.package,
    google_storage_bucket_iam_member.build,
    google_project_iam_member.build,
    google_artifact_registry_repository_iam_member.build,
    google_project_iam_member.workload,
    google_secret_manager_secret_iam_member.reader,
    google_cloud_run_v2_job.migrate, # it has migrated the database when it is made
  ]
}
