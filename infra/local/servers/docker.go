package servers

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/proli/proli/infra/local/child"
)

// dockerRuns tells whether an engine answers; the program alone is not enough.
func dockerRuns(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	return exec.CommandContext(ctx, "docker", "version", "--format", "{{.Server.Version}}").Run() == nil
}

// useDocker runs the server in a container; its data lies in a volume named by
// the port, so that it outlives the container as a folder would.
func (m *Mongo) useDocker() {
	name := fmt.Sprintf("proli-mongo-%d", m.port)
	remove := func(args ...string) {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		// Nothing there to remove is the usual case.
		_ = exec.CommandContext(ctx, "docker", args...).Run()
	}
	m.halt = func() {
		remove("rm", "--force", name)
		if m.discard {
			remove("volume", "rm", "--force", name)
		}
	}
	m.launch = func() (*child.Process, error) {
		remove("rm", "--force", name)
		if err := os.MkdirAll(m.dir, 0o755); err != nil {
			return nil, errors.Join(errors.New("start mongo:8"), err)
		}
		publish := fmt.Sprintf("127.0.0.1:%d:%d", m.port, m.port)
		args := append([]string{"run", "--rm", "--name", name, "--publish", publish, "--volume", name + ":/data/db", "mongo:8", "--bind_ip_all"}, m.flags()...)
		return startLogged(exec.Command("docker", args...), m.log())
	}
}
