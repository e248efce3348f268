package local

import (
	"context"
	"fmt"
	"net"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"

	"github.com/proli/proli/infra/local/bridge"
	"github.com/proli/proli/infra/local/cloud"
	"github.com/proli/proli/infra/local/front"
	"github.com/proli/proli/infra/local/gateway"
	"github.com/proli/proli/infra/local/gemini"
	"github.com/proli/proli/infra/local/identity"
	"github.com/proli/proli/infra/local/scheduler"
	"github.com/proli/proli/infra/local/secrets"
	"github.com/proli/proli/infra/local/storage"
	"github.com/proli/proli/infra/local/supervise"
	"github.com/proli/proli/infra/local/tasks"
)

// stopGrace is what a part gets to end well: a little more than Cloud Run's ten seconds.
const stopGrace = 11 * time.Second

func (s *System) startStandIns(ctx context.Context, dir string, d *doors) (err error) {
	subs := subscriptions(s.real.project, s.frontURL)
	s.push = bridge.New(subs, bridge.Options{Identity: s.identity, Now: s.now,
		Dead: func(ctx context.Context, topic string, m *pubsubpb.PubsubMessage) error {
			return s.cloud.Publish(ctx, topic, m)
		}})
	s.atStop(s.push.Stop)
	s.tasks = tasks.New(tasks.Options{Name: s.queueName(), Identity: s.identity, Now: s.now})
	s.atStop(s.tasks.Stop)
	s.scheduler, err = scheduler.New(scheduler.Options{Parent: "projects/" + s.real.project + "/locations/" + location,
		Email: identity.Email(schedulerAccount), Identity: s.identity, Now: s.now, Jobs: schedule(s.frontURL)})
	if err != nil {
		return err
	}
	s.atStop(s.scheduler.Stop)
	s.scheduler.Hold() // until the functions are there
	held, err := secrets.Load(s.real.project, filepath.Join(s.options.Home, "secrets.json"))
	if err != nil {
		return err
	}
	_, port, err := reserve("cloud", s.options.Addresses.Cloud)
	if err != nil {
		return err
	}
	s.cloud, err = cloud.Start(port, cloud.Services{Push: s.push, Tasks: s.tasks, Scheduler: s.scheduler, Secrets: held})
	if err != nil {
		return err
	}
	s.atStop(func() { _ = s.cloud.Stop() })
	if err := s.cloud.Subscribe(ctx, subs); err != nil {
		return err
	}

	s.storage, err = storage.Open(filepath.Join(dir, "storage"), s.now, bucket)
	if err != nil {
		return err
	}
	s.model = gemini.New(s.now)
	s.serve(d.storage, s.mixed())
	if d.phones != nil {
		s.gateway = gateway.New(gateway.Options{
			Instance: s.options.env("GREEN_API_INSTANCE_ID", defaultInstance), Token: s.options.env("GREEN_API_TOKEN", defaultToken),
			WebhookURL: s.WebhookURL + "/", WebhookToken: s.options.env("GREEN_API_WEBHOOK_TOKEN", defaultWebhookToken),
			BaseURL: s.PhonesURL, ControlURL: s.ControlURL, Now: s.now, Contacts: s.data.contacts(),
		})
		s.atStop(func() {
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			_ = s.gateway.Stop(ctx)
		})
		s.serve(d.phones, s.options.Between("gateway", s.gateway))
	}
	return nil
}

// startPrograms starts the processes and opens the doors that lead to them.
func (s *System) startPrograms(ctx context.Context, dir string, d *doors) error {
	if err := s.checkEnvironment(); err != nil {
		return err
	}
	password := s.options.env("ADMIN_BOOTSTRAP_PASSWORD", "")
	if password == "" {
		var made bool
		var err error
		if password, made, err = s.data.ownerPassword(ctx, dir); err != nil {
			return err
		}
		if made {
			s.Password = password
		}
	}
	var functions, admin *supervise.Supervisor
	var functionsURL string
	err := together(
		func() (err error) {
			functions, functionsURL, err = s.program(ctx, "functions", s.options.Addresses.Functions, s.options.Programs.Functions, nil)
			return err
		},
		func() (err error) {
			admin, s.DashboardURL, err = s.program(ctx, "dashboard", s.options.Addresses.Dashboard, s.options.Programs.Admin,
				map[string]string{"ADMIN_BOOTSTRAP_PASSWORD": password})
			return err
		},
	)
	s.atStop(func() {
		_ = together(func() error { stop(functions); return nil }, func() error { stop(admin); return nil })
	})
	if err != nil {
		return err
	}
	s.functions = functions
	s.front = front.New(routes(), front.Options{URL: s.frontURL, Target: functionsURL, Identity: s.identity, Process: functions})
	s.serve(d.front, s.front)
	s.serveWebhook(d.webhook)
	s.scheduler.Release()
	return nil
}

func stop(program *supervise.Supervisor) {
	if program != nil {
		program.Stop(stopGrace)
	}
}

// program starts one of ours in a process of its own, which listens at the address.
func (s *System) program(ctx context.Context, name, address, path string, env map[string]string) (*supervise.Supervisor, string, error) {
	host, port, err := reserve(name, address)
	if err != nil {
		return nil, "", err
	}
	address = net.JoinHostPort(host, strconv.Itoa(port))
	output, err := s.logFile(name)
	if err != nil {
		return nil, "", err
	}
	all := append(s.environment(port, env), "HOST="+host)
	started, err := supervise.Start(ctx, supervise.Program{
		Name: name,
		Command: func() *exec.Cmd {
			cmd := exec.Command(path)
			cmd.Env = all
			return cmd
		},
		Ready: func(ctx context.Context) error {
			conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
			if err != nil {
				return err
			}
			return conn.Close()
		},
		Output: output,
	})
	if err != nil {
		return nil, "", fmt.Errorf("%w\n(its whole output: %s)", err, output.Name())
	}
	s.atStop(func() { _ = output.Close() })
	return started, "http://" + address, nil
}
