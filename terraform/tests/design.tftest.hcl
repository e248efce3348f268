# What must hold of every deployment, read from its plan.
mock_provider "google" {
  source = "./tests/mocks/google"
}
mock_provider "mongodbatlas" {
  source = "./tests/mocks/atlas"
}

variables {
  project_id      = "proli-test"
  environment     = "production"
  packages        = { folder = "./tests/packages" }
  image           = "me-west1-docker.pkg.dev/proli-test/proli/admin@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  green_api       = { url = "https://7103.api.greenapi.com", media_url = "https://7103.media.greenapi.com", instance_id = "7103000001" }
  green_api_token = "tokenOfTheTest0123456789"
  admin_phones    = ["972000000021"]
  alert_emails    = ["oncall@example.com"]
  atlas           = { org_id = "0123456789abcdef01234567" }
  budget          = { billing_account = "012345-6789AB-CDEF01", monthly_amount = 150 }
}

run "who_may_call_what" {
  command = plan

  assert {
    condition = { for name, grant in google_cloud_run_v2_service_iam_member.caller : name => "${grant.role} ${grant.name} ${grant.member}" } == {
      triage   = "roles/run.invoker triage serviceAccount:push-triage@proli-test.iam.gserviceaccount.com"
      routing  = "roles/run.invoker routing serviceAccount:push-routing@proli-test.iam.gserviceaccount.com"
      booking  = "roles/run.invoker booking serviceAccount:push-booking@proli-test.iam.gserviceaccount.com"
      notify   = "roles/run.invoker notify serviceAccount:push-notify@proli-test.iam.gserviceaccount.com"
      timer    = "roles/run.invoker timer serviceAccount:task-timer@proli-test.iam.gserviceaccount.com"
      healer   = "roles/run.invoker healer serviceAccount:cron-healer@proli-test.iam.gserviceaccount.com"
      reporter = "roles/run.invoker reporter serviceAccount:cron-reporter@proli-test.iam.gserviceaccount.com"
      reminder = "roles/run.invoker reminder serviceAccount:cron-reminder@proli-test.iam.gserviceaccount.com"
    }
    error_message = "Each internal function is called by its own caller and by nobody else."
  }
  assert {
    condition     = google_cloud_run_v2_service_iam_member.webhook.name == "webhook" && google_cloud_run_v2_service_iam_member.webhook.member == "allUsers"
    error_message = "The gateway can show no identity: the webhook is open, and only it."
  }
  assert {
    condition     = google_cloud_run_v2_service_iam_member.dashboard.member == "allUsers"
    error_message = "Without the proxy the dashboard's sign-in form is open."
  }
  assert {
    condition     = { for name, f in google_cloudfunctions2_function.function : name => f.service_config[0].ingress_settings if f.service_config[0].ingress_settings != "ALLOW_INTERNAL_ONLY" } == { webhook = "ALLOW_ALL" }
    error_message = "Only the webhook takes requests from outside."
  }
  assert {
    condition = { for name, s in google_pubsub_subscription.push : name => "${s.push_config[0].push_endpoint} ${s.push_config[0].oidc_token[0].audience} ${s.push_config[0].oidc_token[0].service_account_email}" } == {
      for name in ["triage", "routing", "booking", "notify"] : name => "https://${name}-1234567890.me-west1.run.app https://${name}-1234567890.me-west1.run.app push-${name}@proli-test.iam.gserviceaccount.com"
    }
    error_message = "A subscription pushes to its function, as its own caller, with the function's address as audience."
  }
  assert {
    condition     = alltrue([for name, j in google_cloud_scheduler_job.job : j.http_target[0].oidc_token[0].service_account_email == "cron-${local.jobs[name].function}@proli-test.iam.gserviceaccount.com"])
    error_message = "A job calls as the caller of its function."
  }
  assert {
    condition     = toset(keys(google_service_account_iam_member.hours)) == toset(["healer", "reporter", "reminder"]) && alltrue([for m in google_service_account_iam_member.ringer : m.role == "roles/iam.serviceAccountUser"])
    error_message = "Only who sets tasks or hours may lend a caller's identity."
  }
}

run "with_the_proxy_only_the_webhook_is_public" {
  command = plan
  variables {
    dashboard_members = ["group:desk@example.com"]
  }
  assert {
    condition     = google_cloud_run_v2_service.dashboard.iap_enabled && google_cloud_run_v2_service_iam_member.dashboard.member == "serviceAccount:service-1234567890@gcp-sa-iap.iam.gserviceaccount.com"
    error_message = "With the proxy nobody but it calls the dashboard."
  }
  assert {
    condition     = keys(google_iap_web_cloud_run_service_iam_member.dashboard) == ["group:desk@example.com"]
    error_message = "Who is named passes the proxy."
  }
  assert {
    condition     = google_monitoring_uptime_check_config.reachable.http_check[0].path == "/privacy" && google_monitoring_uptime_check_config.reachable.monitored_resource[0].labels.host == "webhook-1234567890.me-west1.run.app"
    error_message = "What the proxy guards cannot be looked at from outside: the webhook's page is."
  }
}

run "nothing_is_lost" {
  command = plan

  assert {
    condition     = length(google_pubsub_subscription.push) == 4 && alltrue([for s in google_pubsub_subscription.push : length(s.dead_letter_policy) == 1 && s.dead_letter_policy[0].max_delivery_attempts == 100])
    error_message = "Every subscription has a place for what is given up, and gives up late."
  }
  assert {
    condition     = toset(keys(google_pubsub_subscription.dead)) == toset(keys(google_pubsub_topic.dead)) && toset(keys(google_pubsub_topic_iam_member.gives_up)) == toset(keys(google_pubsub_topic.dead))
    error_message = "Every dead-letter topic is kept by a subscription, and Pub/Sub may publish to it."
  }
  assert {
    condition     = alltrue([for s in concat(values(google_pubsub_subscription.push), values(google_pubsub_subscription.dead)) : s.expiration_policy[0].ttl == "" && s.message_retention_duration == (s.name == "notices-dead" ? "600s" : "604800s")])
    error_message = "No subscription ends by itself; what it holds is kept a week, but for doorbells, which say nothing."
  }
  assert {
    condition     = alltrue([for name, s in google_pubsub_subscription.push : s.enable_message_ordering && s.ack_deadline_seconds == 120 && s.ack_deadline_seconds > google_cloudfunctions2_function.function[name].service_config[0].timeout_seconds])
    error_message = "Order is kept, and Pub/Sub waits longer than a function may take."
  }
  assert {
    condition     = alltrue([for j in google_cloud_scheduler_job.job : j.time_zone == "Asia/Jerusalem" && j.attempt_deadline == "310s"])
    error_message = "Jobs ring by Israel's clock, and are waited for."
  }
  assert {
    condition     = google_storage_bucket.media.lifecycle_rule[0].condition != null && one(google_storage_bucket.media.lifecycle_rule[0].condition).age == 90 && one(google_storage_bucket.media.lifecycle_rule[0].condition).matches_prefix == tolist(["media/"])
    error_message = "What customers send is kept 90 days; photos of pros stay."
  }
}

run "somebody_is_called" {
  command = plan

  assert {
    condition     = toset([for name in keys(google_monitoring_alert_policy.alert) : trimprefix(name, "job-") if startswith(name, "job-")]) == toset(keys(google_cloud_scheduler_job.job))
    error_message = "Every job has an alert for when it does not run."
  }
  assert {
    condition     = alltrue([for name in ["dead-letters", "messages-wait", "notices-wait", "errors", "webhook-slow", "webhook-refuses", "account", "uptime"] : contains(keys(google_monitoring_alert_policy.alert), name)])
    error_message = "An alert that people rely on is gone."
  }
  assert {
    condition     = alltrue([for a in google_monitoring_alert_policy.alert : startswith(a.documentation[0].content, "# ") && length(a.documentation[0].content) > 300])
    error_message = "Every alert carries its playbook."
  }
  assert {
    condition     = alltrue([for name, a in google_monitoring_alert_policy.alert : strcontains(a.conditions[0].condition_prometheus_query_language[0].query, "job=\"relay\"}[1h] offset ${local.jobs[trimprefix(name, "job-")].silence}") if startswith(name, "job-") && name != "job-relay"])
    error_message = "A job that never ran is missed only where others ran: the first day calls nobody."
  }
  assert {
    condition     = alltrue([for a in google_monitoring_alert_policy.alert : a.conditions[0].condition_prometheus_query_language[0].duration != "0s"])
    error_message = "No alert waits for a zero that stands written: Monitoring would not give it back."
  }
  assert {
    condition     = alltrue([for tile in jsondecode(google_monitoring_dashboard.proli.dashboard_json).mosaicLayout.tiles : try(tile.xPos, 1) > 0 && try(tile.yPos, 1) > 0]) && length(distinct([for tile in jsondecode(google_monitoring_dashboard.proli.dashboard_json).mosaicLayout.tiles : "${try(tile.xPos, 0)}/${try(tile.yPos, 0)}"])) == length(local.charts)
    error_message = "Each chart has its own place, and no zero stands written: Monitoring would not give it back."
  }
  assert {
    condition     = google_billing_budget.month.amount[0].specified_amount[0].units == "150"
    error_message = "Somebody hears of a month that costs more than planned."
  }
}

run "each_identity_has_its_roles_and_no_more" {
  command = plan

  assert {
    condition = { for key, grant in google_project_iam_member.workload : key => grant.role if !endswith(key, "/logs") } == {
      "triage/models"    = "roles/aiplatform.user"
      "triage/cache"     = "roles/memorystore.dbConnectionUser"
      "timer/cache"      = "roles/memorystore.dbConnectionUser"
      "dashboard/models" = "roles/aiplatform.user"
      "dashboard/cache"  = "roles/memorystore.dbConnectionUser"
    }
    error_message = "Beside writing logs, only who asks models or the cache has a role on the project."
  }
  assert {
    condition     = google_project_iam_member.build.role == "roles/storage.objectViewer" && google_project_iam_member.build.condition[0].expression == "resource.name.startsWith(\"projects/_/buckets/gcf-v2-sources-1234567890-\")"
    error_message = "Who builds reads what functions are built from, and no other bucket."
  }
  assert {
    condition     = alltrue([for grant in google_project_iam_member.workload : !contains(["roles/owner", "roles/editor", "roles/viewer"], grant.role)])
    error_message = "No identity has a basic role."
  }
  assert {
    condition = { for name in keys(local.workloads) : name => join(" ", sort([for key, grant in google_secret_manager_secret_iam_member.reader : split("/", key)[1] if split("/", key)[0] == name])) } == {
      webhook   = "green-api-webhook-token"
      triage    = "green-api-token mongo-uri privacy-key"
      routing   = "mongo-uri privacy-key"
      booking   = "mongo-uri privacy-key"
      notify    = "green-api-token mongo-uri privacy-key"
      timer     = "mongo-uri privacy-key"
      healer    = "green-api-token mongo-uri privacy-key"
      reporter  = "mongo-uri privacy-key"
      reminder  = "mongo-uri privacy-key"
      dashboard = "admin-bootstrap-password green-api-token mongo-uri privacy-key"
      ops       = "green-api-token mongo-uri-ops"
    }
    error_message = "A program reads the secrets that it uses, and no others."
  }
  assert {
    condition = { for name in keys(local.workloads) : name => join(" ", sort([for key, grant in google_pubsub_topic_iam_member.publisher : split("/", key)[1] if split("/", key)[0] == name])) } == {
      webhook   = "messages"
      triage    = "bookings leads messages-dead notices"
      routing   = "bookings leads leads-dead notices"
      booking   = "bookings bookings-dead leads notices"
      notify    = "bookings leads notices"
      timer     = "bookings leads notices"
      healer    = "bookings leads messages notices"
      reporter  = "bookings leads notices"
      reminder  = "bookings leads notices"
      dashboard = "bookings leads messages notices"
      ops       = "bookings leads messages"
    }
    error_message = "A program publishes to the topics that it uses, and to no others."
  }
  assert {
    condition = { for name, grant in google_storage_bucket_iam_member.media : name => grant.role } == {
      triage    = "roles/storage.objectUser"
      routing   = "roles/storage.objectViewer"
      notify    = "roles/storage.objectViewer"
      timer     = "roles/storage.objectUser"
      dashboard = "roles/storage.objectUser"
    }
    error_message = "Who shows media reads them; who keeps them writes."
  }
  assert {
    condition     = toset([for pair in keys(google_pubsub_subscription_iam_member.mender) : split("/", pair)[0]]) == toset(["dashboard", "healer", "ops"])
    error_message = "Dead letters are taken by the healer, by ops replay and at the dashboard only."
  }
  assert {
    condition     = length(distinct([for f in google_cloudfunctions2_function.function : f.service_config[0].service_account_email])) == 9
    error_message = "No two functions share an identity."
  }
}

run "no_secret_in_the_plan" {
  command = plan

  assert {
    condition     = alltrue([for v in google_secret_manager_secret_version.secret : v.secret_data == null && v.secret_data_wo == null]) && alltrue([for u in mongodbatlas_database_user.user : u.password == null && u.password_wo == null])
    error_message = "Values are written, never kept."
  }
  assert {
    condition = alltrue(flatten([for name, f in google_cloudfunctions2_function.function : [
      for secret in f.service_config[0].secret_environment_variables : !contains(keys(local.env[name]), secret.key)
    ]]))
    error_message = "A variable that holds a secret has no plain value."
  }
  assert {
    condition     = length(setintersection(toset(flatten([for env in values(local.env) : keys(env)])), toset(flatten([for concern in values(local.concerns) : keys(concern.secrets)])))) == 0
    error_message = "What is a secret somewhere is one everywhere."
  }
}

run "connections_fit" {
  command = plan

  assert {
    condition     = local.connections_at_most == 496 && local.connections_at_most < local.atlas_connections["M10"]
    error_message = "All instances together open fewer connections than the smallest database takes; say here how many when the table changes."
  }
  assert {
    condition     = { for name, f in google_cloudfunctions2_function.function : name => f.service_config[0].min_instance_count if f.service_config[0].min_instance_count > 0 } == { triage = 1, notify = 1 }
    error_message = "In production triage and notify wait with a warm instance, the others start when called."
  }
  assert {
    condition     = [for name, f in google_cloudfunctions2_function.function : name if length(f.service_config[0].direct_vpc_network_interface) == 0] == ["webhook"]
    error_message = "The webhook needs no network; everybody who uses the database does."
  }
  assert {
    condition     = alltrue([for name, f in google_cloudfunctions2_function.function : f.service_config[0].direct_vpc_egress == "VPC_EGRESS_PRIVATE_RANGES_ONLY" if name != "webhook"])
    error_message = "Only private ranges go through the network."
  }
}

run "staging_keeps_nothing_warm" {
  command = plan
  variables {
    environment = "staging"
  }
  assert {
    condition     = alltrue([for f in google_cloudfunctions2_function.function : f.service_config[0].min_instance_count == 0])
    error_message = "Staging costs nothing while nobody uses it."
  }
}

run "through_nat" {
  command = plan
  variables {
    atlas = { org_id = "0123456789abcdef01234567", private_endpoint = false }
  }
  assert {
    condition     = length(google_compute_router_nat.nat) == 1 && length(mongodbatlas_project_ip_access_list.nat) == 1 && length(mongodbatlas_privatelink_endpoint.proli) == 0
    error_message = "Without the private endpoint the database knows us by our one address."
  }
  assert {
    condition     = alltrue([for name, f in google_cloudfunctions2_function.function : f.service_config[0].direct_vpc_egress == "VPC_EGRESS_ALL_TRAFFIC" if name != "webhook"])
    error_message = "Then everything goes through NAT."
  }
}

run "back_to_an_earlier_zip" {
  command = plan
  variables {
    packages = { folder = "./tests/packages", pinned = { triage = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" } }
  }
  assert {
    condition     = google_cloudfunctions2_function.function["triage"].build_config[0].source[0].storage_source[0].object == "triage/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.zip"
    error_message = "A pinned function runs the zip of that hash."
  }
  assert {
    condition     = !contains(keys(google_storage_bucket_object.package), "triage") && length(google_storage_bucket_object.package) == 8
    error_message = "A pinned zip lies in the bucket already; the others are uploaded."
  }
}
