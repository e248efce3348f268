# The table of functions. Identity, IAM, environment, secrets, trigger and scaling of each
# follow from its row; a new function is a new row.
locals {
  functions = {
    webhook = {
      entry_point = "Webhook"
      memory      = "256Mi"
      concurrency = 80
      timeout     = 30
      max         = 5
      warm        = false # the gateway waits three minutes for an answer
      vpc         = false
      trigger     = "public"
      topic       = null
      reads       = ["runtime", "webhook", "pubsub"]
      publishes   = ["messages"]
      media       = "none"
    }
    triage = {
      entry_point = "Triage"
      memory      = "512Mi"
      concurrency = 10
      timeout     = 90
      max         = 8
      warm        = true
      vpc         = true
      trigger     = "push"
      topic       = "messages"
      reads       = ["runtime", "mongo", "privacy_key", "pubsub", "tasks", "redis", "models", "storage", "gateway", "admin", "privacy_url"]
      publishes   = ["leads", "bookings", "notices", "messages-dead"]
      media       = "write"
    }
    routing = {
      entry_point = "Routing"
      memory      = "256Mi"
      concurrency = 10
      timeout     = 90
      max         = 4
      warm        = false
      vpc         = true
      trigger     = "push"
      topic       = "leads"
      reads       = ["runtime", "mongo", "privacy_key", "pubsub", "tasks", "storage"]
      publishes   = ["leads", "bookings", "notices", "leads-dead"]
      media       = "read"
    }
    booking = {
      entry_point = "Booking"
      memory      = "256Mi"
      concurrency = 10
      timeout     = 90
      max         = 4
      warm        = false
      vpc         = true
      trigger     = "push"
      topic       = "bookings"
      reads       = ["runtime", "mongo", "privacy_key", "pubsub", "tasks"]
      publishes   = ["leads", "bookings", "notices", "bookings-dead"]
      media       = "none"
    }
    notify = {
      entry_point = "Notify"
      memory      = "256Mi"
      concurrency = 10
      timeout     = 90
      max         = 3 # one holds the account's lease; the others answer doorbells
      warm        = true
      vpc         = true
      trigger     = "push"
      topic       = "notices"
      reads       = ["runtime", "mongo", "privacy_key", "pubsub", "tasks", "storage", "gateway", "admin"]
      publishes   = ["leads", "bookings", "notices"]
      media       = "read"
    }
    timer = {
      entry_point = "Timer"
      memory      = "256Mi"
      concurrency = 10
      timeout     = 90
      max         = 4
      warm        = false
      vpc         = true
      trigger     = "task"
      topic       = null
      reads       = ["runtime", "mongo", "privacy_key", "pubsub", "tasks", "redis", "storage"]
      publishes   = ["leads", "bookings", "notices"]
      media       = "write" # deletes what customers ask to have deleted
    }
    healer = {
      entry_point = "Healer"
      memory      = "256Mi"
      concurrency = 4
      timeout     = 300
      max         = 2
      warm        = false
      vpc         = true
      trigger     = "cron"
      topic       = null
      reads       = ["runtime", "mongo", "privacy_key", "pubsub", "tasks", "gateway", "admin"]
      publishes   = ["messages", "leads", "bookings", "notices"]
      media       = "none"
    }
    reporter = {
      entry_point = "Reporter"
      memory      = "256Mi"
      concurrency = 4
      timeout     = 300
      max         = 1
      warm        = false
      vpc         = true
      trigger     = "cron"
      topic       = null
      reads       = ["runtime", "mongo", "privacy_key", "pubsub", "tasks", "admin"]
      publishes   = ["leads", "bookings", "notices"]
      media       = "none"
    }
    reminder = {
      entry_point = "Reminder"
      memory      = "256Mi"
      concurrency = 4
      timeout     = 300
      max         = 2
      warm        = false
      vpc         = true
      trigger     = "cron"
      topic       = null
      reads       = ["runtime", "mongo", "privacy_key", "pubsub", "tasks"]
      publishes   = ["leads", "bookings", "notices"]
      media       = "none"
    }
  }

  # The jobs, by Israel's clock, and after how long without a run somebody is called: a day at
  # most, because its alert looks an hour further back, and not every alert may look past 25.
  jobs = {
    relay       = { schedule = "* * * * *", function = "healer", silence = "10m" }
    watchdog    = { schedule = "*/2 * * * *", function = "healer", silence = "15m" }
    healer      = { schedule = "*/10 * * * *", function = "healer", silence = "35m" }
    janitor     = { schedule = "0 */6 * * *", function = "healer", silence = "13h" }
    reporter    = { schedule = "0 */4 * * *", function = "reporter", silence = "9h" }
    agenda      = { schedule = "0 8 * * *", function = "reminder", silence = "24h" }
    appointment = { schedule = "*/10 * * * *", function = "reminder", silence = "35m" }
    completion  = { schedule = "*/10 * * * *", function = "reminder", silence = "35m" }
  }

  # Programs of the image: the dashboard, and the job that migrates, seeds, replays, backs up.
  programs = {
    dashboard = {
      max       = 2
      reads     = ["runtime", "mongo", "privacy_key", "pubsub", "tasks", "redis", "storage", "gateway", "admin", "owner", "scheduler", "privacy_url", "models", "proxy"]
      publishes = ["messages", "leads", "bookings", "notices"]
      media     = "write"
    }
    ops = {
      max       = 1
      reads     = ["runtime", "mongo", "pubsub", "storage", "gateway", "backups"]
      publishes = ["messages", "leads", "bookings"]
      media     = "none"
    }
  }

  topics = ["messages", "leads", "bookings", "notices"]

  # Which variables a concern of infra/config is given, and in which of them a secret stands.
  concerns = {
    runtime     = { env = ["ENVIRONMENT", "GOOGLE_CLOUD_PROJECT", "TIMEZONE", "LOG_LEVEL"], secrets = {} }
    webhook     = { env = ["GREEN_API_INSTANCE_ID"], secrets = { GREEN_API_WEBHOOK_TOKEN = "green-api-webhook-token" } }
    gateway     = { env = ["GREEN_API_URL", "GREEN_API_MEDIA_URL", "GREEN_API_INSTANCE_ID"], secrets = { GREEN_API_TOKEN = "green-api-token" } }
    mongo       = { env = ["MONGO_DATABASE"], secrets = { MONGO_URI = "mongo-uri" } }
    redis       = { env = ["REDIS_URL", "REDIS_AUTH", "REDIS_CA"], secrets = {} }
    pubsub      = { env = ["GOOGLE_CLOUD_PROJECT"], secrets = {} }
    tasks       = { env = ["TASKS_QUEUE", "TIMER_URL", "TASKS_INVOKER"], secrets = {} }
    scheduler   = { env = ["SCHEDULER_PARENT"], secrets = {} }
    storage     = { env = ["MEDIA_BUCKET"], secrets = {} }
    backups     = { env = ["BACKUP_BUCKET"], secrets = {} }
    models      = { env = ["GOOGLE_CLOUD_PROJECT", "GOOGLE_CLOUD_LOCATION", "AI_MODELS"], secrets = {} }
    privacy_url = { env = ["PRIVACY_URL"], secrets = {} }
    privacy_key = { env = [], secrets = { PRIVACY_KEY = "privacy-key" } }
    admin       = { env = ["ADMIN_PHONES"], secrets = {} }
    proxy       = { env = ["IAP_AUDIENCE"], secrets = {} }
    owner       = { env = [], secrets = { ADMIN_BOOTSTRAP_PASSWORD = "admin-bootstrap-password" } }
  }
}
