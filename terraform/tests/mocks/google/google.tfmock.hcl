mock_data "google_project" {
  defaults = { number = "1234567890" }
}

mock_resource "google_memorystore_instance" {
  defaults = {
    endpoints = [{
      connections = [{
        psc_auto_connection = [{ ip_address = "10.10.2.6", port = 6379, connection_type = "CONNECTION_TYPE_READER" }]
        }, {
        psc_auto_connection = [{ ip_address = "10.10.2.5", port = 6379, connection_type = "CONNECTION_TYPE_PRIMARY" }]
      }]
    }]
    managed_server_ca = [{
      ca_certs = [{ certificates = ["-----BEGIN CERTIFICATE-----\nmock\n-----END CERTIFICATE-----"] }]
    }]
  }
}

mock_resource "google_secret_manager_secret_version" {
  defaults = { version = "1" }
}

mock_resource "google_cloud_tasks_queue" {
  defaults = { id = "projects/proli-test/locations/europe-west1/queues/alarms" }
}
