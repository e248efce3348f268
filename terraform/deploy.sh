#!/usr/bin/env bash
# Deploys terraform/env/NAME.tfvars: packages the functions, builds the image, shows the plan,
# asks, applies. In the apply the job ops migrates the database with the new image, and only when
# that has ended well do functions and dashboard change. The environment may say:
#
#   TF_VAR_green_api_token   the gateway's token (asked for when it is not there)
#   IMAGE=…@sha256:…         an image that exists, instead of building one: to go back
#   PINNED='{ triage = "…" }'  zips of earlier deployments, by function: to go back
#   YES=1                    does not ask, for CI
set -euo pipefail
cd "$(dirname "$0")/.."

name=${1:-}
file=terraform/env/$name.tfvars
[ -n "$name" ] || { echo "which one? make deploy ENV=dev"; exit 2; }
[ -f "$file" ] || { echo "$file is not there: copy $file.example and fill it in"; exit 2; }

# value gives a plain string of the file.
value() { sed -n "s/^ *$1 *= *\"\\(.*\\)\".*/\\1/p" "$file" | head -n 1; }
project=$(value project_id)
region=$(value region)
region=${region:-me-west1}
[ -n "$project" ] || { echo "$file names no project_id"; exit 2; }

if [ -z "${TF_VAR_green_api_token:-}" ]; then
  read -rsp "apiTokenInstance from the gateway's console: " TF_VAR_green_api_token
  echo
  export TF_VAR_green_api_token
fi

go run ./scripts/pack
image=${IMAGE:-$(REPOSITORY=$region-docker.pkg.dev/$project/proli/admin terraform/image.sh | tail -n 1)}

cd terraform
terraform init -input=false -reconfigure -backend-config="bucket=$project-terraform" -backend-config="prefix=proli/$name" >/dev/null
plan=$(mktemp)
trap 'rm -f "$plan"' EXIT
set +e
terraform plan -input=false -detailed-exitcode -out="$plan" -var-file="env/$name.tfvars" -var="image=$image" ${PINNED:+-var="packages={ pinned = $PINNED }"}
found=$?
set -e
case $found in
  0) echo "nothing to do"; exit 0 ;;
  2) ;;
  *) exit "$found" ;;
esac

if [ -z "${YES:-}" ]; then
  read -rp "Apply this to $project? Only \"yes\" does: " answer
  [ "$answer" = yes ] || { echo "nothing was changed"; exit 1; }
fi
terraform apply -input=false "$plan"
terraform output
