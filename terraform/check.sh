#!/usr/bin/env bash
# Checks all of terraform/: format, tflint, validate, and the tests with mocked providers. With
# the registry at hand on the real providers, otherwise on stand-ins that know their schemas.
# It works on a copy, because a lock file made of stand-ins must not come to stay.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=$PWD/.proli/tools
stand_ins=$PWD/scripts/tools/tfschema

command -v terraform >/dev/null || { echo "terraform is not on PATH: put the program out of https://releases.hashicorp.com/terraform/1.11.4/terraform_1.11.4_$(go env GOOS)_$(go env GOARCH).zip into a folder of PATH, such as /usr/local/bin (any version from 1.11 will do)"; exit 1; }
export TF_IN_AUTOMATION=1 CHECKPOINT_DISABLE=1

terraform fmt -check -recursive terraform || { echo "not formatted: terraform fmt -recursive terraform mends it"; exit 1; }
for folder in terraform terraform/bootstrap; do
  "$tools/tflint" --chdir="$folder" --config="$PWD/terraform/.tflint.hcl"
done

if [ -n "${TF_STAND_INS:-}" ] || ! curl -fsS --max-time 5 -o /dev/null https://registry.terraform.io/.well-known/terraform.json 2>/dev/null; then
  echo "providers: stand-ins with the schemas of"; grep -v '^#' "$stand_ins/schemas/VERSIONS.txt"
  eval "$("$stand_ins/mirror.sh" "$PWD/.proli/tfschema")"
else
  echo "providers: the real ones"
fi

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -zco --exclude-standard terraform | tar -c --null -T - | tar -x -C "$copy"

for folder in bootstrap .; do
  (cd "$copy/terraform/$folder" && terraform init -backend=false -input=false >/dev/null && terraform validate)
done
(cd "$copy/terraform/bootstrap" && terraform test)
cd "$copy/terraform"
terraform test -filter=tests/design.tftest.hcl -filter=tests/refusals.tftest.hcl

# Everything applied, on mocks. They cannot say that the plan after it is empty; its text does.
terraform test -no-color -verbose -filter=tests/deploy.tftest.hcl >"$copy/deploy" || { cat "$copy/deploy"; exit 1; }
grep -E '^ +run "|^Success' "$copy/deploy"
grep -q '^No changes' "$copy/deploy" || { sed -n '/run "a_second/,$p' "$copy/deploy"; echo "a second apply would change something"; exit 1; }
