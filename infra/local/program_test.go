package local_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"testing"
	"time"

	cloudtasks "cloud.google.com/go/cloudtasks/apiv2"
	"cloud.google.com/go/cloudtasks/apiv2/cloudtaskspb"
	"cloud.google.com/go/pubsub/v2"
	"go.mongodb.org/mongo-driver/v2/bson"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/proli/proli/infra/clock"
	"github.com/proli/proli/infra/local/servers"
	"github.com/proli/proli/infra/mongo"
)

// asProgram makes the test binary the functions' and the dashboard's program:
// small functions that note in the database what they were called for.
const asProgram = "LOCAL_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) == "" {
		servers.Main(m)
	}
	if err := program(); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

// note is what a function wrote down.
type note struct {
	What string    `json:"what"`
	At   time.Time `json:"at"`
}

func program() error {
	ctx := context.Background()
	if os.Getenv(asProgram) == "broken" {
		return errors.New("ADMIN_PHONES is missing")
	}
	now := clock.New(os.Getenv("PROLI_CLOCK"))
	db, err := mongo.Connect(ctx, os.Getenv("MONGO_URI"), "", mongo.LocalKey)
	if err != nil {
		return err
	}
	publisher, err := pubsub.NewClient(ctx, os.Getenv("GOOGLE_CLOUD_PROJECT"))
	if err != nil {
		return err
	}
	alarms, err := cloudtasks.NewClient(ctx, option.WithEndpoint(os.Getenv("TASKS_EMULATOR_HOST")), option.WithoutAuthentication(),
		option.WithGRPCDialOption(grpc.WithTransportCredentials(insecure.NewCredentials())))
	if err != nil {
		return err
	}
	remember := func(ctx context.Context, what string) error {
		_, err := db.Collection("notes").InsertOne(ctx, bson.M{"what": what, "at": now().UTC()})
		return err
	}
	handle := func(path string, do func(ctx context.Context, body []byte) error) {
		http.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			if err := do(r.Context(), body); err != nil {
				http.Error(w, err.Error(), http.StatusServiceUnavailable)
			}
		})
	}
	messages := publisher.Publisher("messages")
	messages.EnableMessageOrdering = true
	handle("/Webhook", func(ctx context.Context, body []byte) error {
		_, err := messages.Publish(ctx, &pubsub.Message{Data: body, OrderingKey: "chat"}).Get(ctx)
		return err
	})
	// A message sets an alarm: its text says in how long.
	handle("/Triage", func(ctx context.Context, body []byte) error {
		var push struct{ Message struct{ Data []byte } }
		if err := json.Unmarshal(body, &push); err != nil {
			return err
		}
		text := string(push.Message.Data)
		if err := remember(ctx, "triage "+text); err != nil {
			return err
		}
		in, err := time.ParseDuration(text)
		if err != nil {
			return nil // only durations set alarms
		}
		_, err = alarms.CreateTask(ctx, &cloudtaskspb.CreateTaskRequest{Parent: os.Getenv("TASKS_QUEUE"), Task: &cloudtaskspb.Task{
			Name: os.Getenv("TASKS_QUEUE") + "/tasks/alarm-" + text, ScheduleTime: timestamppb.New(now().Add(in)),
			MessageType: &cloudtaskspb.Task_HttpRequest{HttpRequest: &cloudtaskspb.HttpRequest{Url: os.Getenv("TIMER_URL"), Body: []byte(text),
				AuthorizationHeader: &cloudtaskspb.HttpRequest_OidcToken{OidcToken: &cloudtaskspb.OidcToken{ServiceAccountEmail: os.Getenv("TASKS_INVOKER")}}}},
		}})
		return err
	})
	handle("/Timer", func(ctx context.Context, body []byte) error { return remember(ctx, "alarm "+string(body)) })
	for _, entry := range []string{"/Healer", "/Reporter", "/Reminder"} {
		handle(entry, func(ctx context.Context, body []byte) error {
			var run struct{ Job string }
			return errors.Join(json.Unmarshal(body, &run), remember(ctx, "job "+run.Job))
		})
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, os.Getenv(r.URL.Query().Get("env"))) // what it was started with
	})
	fmt.Println("serving")
	return http.ListenAndServe(os.Getenv("HOST")+":"+os.Getenv("PORT"), nil)
}
