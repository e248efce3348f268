# The ruleset that tflint brings along, whole.
plugin "terraform" {
  enabled = true
  preset  = "all"
}

# One folder, one file per subject: the resources of a subject stand together with its locals.
rule "terraform_standard_module_structure" {
  enabled = false
}
