package guard_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// deploys runs deploy.sh in a copy of its folder, with stand-ins for what it calls that write
// down how they were called; the plan finds changes, and somebody gives an answer.
func deploys(t *testing.T, answer string, environment ...string) (calls, said string, ended error) {
	t.Helper()
	root := t.TempDir()
	script, err := os.ReadFile("../../terraform/deploy.sh")
	require.NoError(t, err)
	write := func(name, text string) {
		path := filepath.Join(root, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o755))
	}
	example, err := os.ReadFile("../../terraform/env/dev.tfvars.example")
	require.NoError(t, err)
	log := filepath.Join(root, "calls")
	write("terraform/deploy.sh", string(script))
	write("terraform/env/dev.tfvars", string(example))
	write("terraform/image.sh", "#!/bin/sh\necho image $REPOSITORY >>"+log+"\necho building\necho $REPOSITORY@sha256:new\n")
	write("bin/go", "#!/bin/sh\necho go \"$@\" >>"+log+"\n")
	write("bin/terraform", "#!/bin/sh\necho terraform \"$@\" | sed 's|/tmp/[^ ]*|PLAN|g' >>"+log+"\n[ \"$1\" != plan ] || exit 2\n")
	cmd := exec.CommandContext(t.Context(), "bash", filepath.Join(root, "terraform", "deploy.sh"), "dev")
	cmd.Env = append([]string{"PATH=" + filepath.Join(root, "bin") + ":" + os.Getenv("PATH"), "TMPDIR=/tmp"}, environment...)
	cmd.Stdin = strings.NewReader(answer)
	out, ended := cmd.CombinedOutput()
	written, err := os.ReadFile(log)
	if !os.IsNotExist(err) {
		require.NoError(t, err)
	}
	return string(written), string(out), ended
}

func TestDeployPackagesPlansAsksApplies(t *testing.T) {
	calls, _, err := deploys(t, "yes\n", "TF_VAR_green_api_token=t")
	require.NoError(t, err)
	const repository = "me-west1-docker.pkg.dev/proli-dev/proli/admin"
	want := []string{
		"go run ./scripts/pack",
		"image " + repository,
		"terraform init -input=false -reconfigure -backend-config=bucket=proli-dev-terraform -backend-config=prefix=proli/dev",
		"terraform plan -input=false -detailed-exitcode -out=PLAN -var-file=env/dev.tfvars -var=image=" + repository + "@sha256:new",
		"terraform apply -input=false PLAN",
		"terraform output",
	}
	require.Equal(t, want, strings.Split(strings.TrimSpace(calls), "\n"))

	calls, said, err := deploys(t, "no\n", "TF_VAR_green_api_token=t")
	require.Error(t, err)
	require.Contains(t, said, "nothing was changed")
	require.NotContains(t, calls, "apply")
}

func TestDeployGoesBackByHash(t *testing.T) {
	calls, _, err := deploys(t, "", "TF_VAR_green_api_token=t", "YES=1", "IMAGE=r/admin@sha256:old", `PINNED={ triage = "aa" }`)
	require.NoError(t, err)
	require.NotContains(t, calls, "image me-west1", "nothing is built")
	require.Contains(t, calls, `-var=image=r/admin@sha256:old -var=packages={ pinned = { triage = "aa" } }`)
	require.Contains(t, calls, "terraform apply")
}
