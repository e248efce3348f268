# Every arrow between functions is a topic with a push subscription of our own: ordered,
# with a caller's identity, with retries that outlast an outage and a place for what is given up.
resource "google_pubsub_topic" "topic" {
  for_each = toset(local.topics)

  name                       = each.key
  message_retention_duration = "604800s"

  message_storage_policy {
    allowed_persistence_regions = [var.region] # order holds within one region
  }
  depends_on = [google_project_service.needed]
}

resource "google_pubsub_topic" "dead" {
  for_each = toset(local.topics)

  name                       = "${each.key}-dead"
  message_retention_duration = local.letters_kept[each.key]

  depends_on = [google_project_service.needed]
}

resource "google_pubsub_subscription" "push" {
  for_each = local.pushed

  name                       = each.key
  topic                      = google_pubsub_topic.topic[each.value.topic].id
  enable_message_ordering    = true
  ack_deadline_seconds       = 120
  message_retention_duration = "604800s"

  push_config {
    push_endpoint = local.url[each.key]
    oidc_token {
      service_account_email = local.caller[each.key]
      audience              = local.url[each.key]
    }
  }

  # 100 attempts a minute apart are 95 minutes and more. What is wrong with a message itself
  # its function finds out, and keeps it, after five.
  retry_policy {
    minimum_backoff = "1s"
    maximum_backoff = "60s"
  }
  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.dead[each.value.topic].id
    max_delivery_attempts = 100
  }
  expiration_policy {
    ttl = "" # never: a quiet month is no reason
  }

  lifecycle {
    precondition {
      condition     = each.value.timeout < 120
      error_message = "${each.key} may take ${each.value.timeout} s, as long as Pub/Sub waits for it (120 s): its message would be delivered again meanwhile. Lower its timeout in table.tf."
    }
  }
  depends_on = [google_cloud_run_v2_service_iam_member.caller, google_service_account.caller]
}

# Dead letters wait here for the healer and for ops replay; a week and no longer, so that a deleted
# customer's words are gone. A doorbell that was given up says nothing: the relay rings anyway.
locals {
  letters_kept = { for topic in local.topics : topic => topic == "notices" ? "600s" : "604800s" }
}

resource "google_pubsub_subscription" "dead" {
  for_each = toset(local.topics)

  name                       = "${each.key}-dead"
  topic                      = google_pubsub_topic.dead[each.key].id
  enable_message_ordering    = true
  ack_deadline_seconds       = 60
  message_retention_duration = local.letters_kept[each.key]

  expiration_policy {
    ttl = ""
  }
}

# Pub/Sub moves what it gives up by itself.
resource "google_pubsub_topic_iam_member" "gives_up" {
  for_each = toset(local.topics)

  topic  = google_pubsub_topic.dead[each.key].name
  role   = "roles/pubsub.publisher"
  member = "serviceAccount:service-${local.number}@gcp-sa-pubsub.iam.gserviceaccount.com"
}

resource "google_pubsub_subscription_iam_member" "gives_up" {
  for_each = local.pushed

  subscription = google_pubsub_subscription.push[each.key].name
  role         = "roles/pubsub.subscriber"
  member       = "serviceAccount:service-${local.number}@gcp-sa-pubsub.iam.gserviceaccount.com"
}

locals {
  publishers = merge([for name, w in local.workloads : { for topic in w.publishes : "${name}/${topic}" => { name = name, topic = topic } }]...)
  menders    = { for pair in setproduct(["dashboard", "healer", "ops"], ["messages", "leads", "bookings"]) : "${pair[0]}/${pair[1]}" => { name = pair[0], topic = pair[1] } }
}

resource "google_pubsub_topic_iam_member" "publisher" {
  for_each = local.publishers

  topic  = endswith(each.value.topic, "-dead") ? google_pubsub_topic.dead[trimsuffix(each.value.topic, "-dead")].name : google_pubsub_topic.topic[each.value.topic].name
  role   = "roles/pubsub.publisher"
  member = "serviceAccount:${local.identity[each.value.name]}"

  depends_on = [google_service_account.workload]
}

resource "google_pubsub_subscription_iam_member" "mender" {
  for_each = local.menders

  subscription = google_pubsub_subscription.dead[each.value.topic].name
  role         = "roles/pubsub.subscriber"
  member       = "serviceAccount:${local.identity[each.value.name]}"

  depends_on = [google_service_account.workload]
}
