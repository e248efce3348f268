#!/usr/bin/env bash
# Builds the image of the dashboard and of the ops job, pushes it to REPOSITORY, and prints
# REPOSITORY@sha256:… on its last line. The tag is the hash of the program in it: what is
# there already is not built again.
set -euo pipefail
cd "$(dirname "$0")/.."

: "${REPOSITORY:?say where it goes: make image REPOSITORY=\$(terraform -chdir=terraform/bootstrap output -raw image_repository)}"

mkdir -p .proli/image
CGO_ENABLED=0 GOOS=linux GOARCH=amd64 go build -trimpath -buildvcs=false -ldflags='-s -w' -o .proli/image/admin ./admin/cmd
tag=$(sha256sum .proli/image/admin | cut -c1-24)

digest() { docker buildx imagetools inspect "$REPOSITORY:$tag" --format '{{.Manifest.Digest}}' 2>/dev/null; }

if ! found=$(digest); then
  docker build --quiet --platform linux/amd64 --provenance=false -f admin/Dockerfile -t "$REPOSITORY:$tag" .proli/image >&2
  docker push --quiet "$REPOSITORY:$tag" >&2
  found=$(digest) || { echo "image.sh: $REPOSITORY:$tag was pushed and cannot be found: gcloud auth configure-docker?" >&2; exit 1; }
fi
echo "$REPOSITORY@$found"
