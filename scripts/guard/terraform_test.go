package guard_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/stretchr/testify/require"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

// The table in terraform/table.tf, as Go.
type table struct {
	Functions map[string]struct {
		EntryPoint string `json:"entry_point"`
		Timeout    int
		Trigger    string
		Topic      string
		Reads      []string
		Publishes  []string
	}
	Jobs     map[string]struct{ Schedule, Function string }
	Programs map[string]struct {
		Reads, Publishes []string
	}
	Topics   []string
	Concerns map[string]struct {
		Env     []string
		Secrets map[string]string
	}
	PoolSize int
	settings []string // variables that have a value
	secrets  []string // secrets that are made
}

// locals are the expressions of every locals block in terraform/.
func locals(t *testing.T) map[string]hclsyntax.Expression {
	t.Helper()
	files, err := filepath.Glob("../../terraform/*.tf")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	parser := hclparse.NewParser()
	all := map[string]hclsyntax.Expression{}
	for _, path := range files {
		file, problems := parser.ParseHCLFile(path)
		require.False(t, problems.HasErrors(), problems.Error())
		for _, block := range file.Body.(*hclsyntax.Body).Blocks {
			if block.Type == "locals" {
				for name, attribute := range block.Body.Attributes {
					all[name] = attribute.Expr
				}
			}
		}
	}
	return all
}

func readTable(t *testing.T) table {
	t.Helper()
	all := locals(t)
	var read table
	for name, into := range map[string]any{
		"functions": &read.Functions, "jobs": &read.Jobs, "programs": &read.Programs, "topics": &read.Topics, "concerns": &read.Concerns, "pool_size": &read.PoolSize,
	} {
		require.Contains(t, all, name)
		value, problems := all[name].Value(&hcl.EvalContext{})
		require.False(t, problems.HasErrors(), "%s is no plain table: %s", name, problems.Error())
		text, err := ctyjson.Marshal(value, value.Type())
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(text, into), name)
	}
	read.settings, read.secrets = keys(t, all["settings"]), keys(t, all["secrets"])
	return read
}

// keys of an object whose values are not known here.
func keys(t *testing.T, e hclsyntax.Expression) (names []string) {
	t.Helper()
	object, ok := e.(*hclsyntax.ObjectConsExpr)
	require.True(t, ok)
	for _, item := range object.Items {
		key, problems := item.KeyExpr.Value(nil)
		require.False(t, problems.HasErrors(), problems.Error())
		require.Equal(t, cty.String, key.Type())
		names = append(names, key.AsString())
	}
	return names
}

func TestTheFunctionsAreThoseOfTerraform(t *testing.T) {
	functions := readTable(t).Functions
	folders, err := filepath.Glob("../../functions/*/wire.go")
	require.NoError(t, err)
	require.Len(t, folders, len(functions))
	triggers := map[string]string{"HTTP": "public", "Push": "push", "Task": "task", "Job": "cron"}
	registers := regexp.MustCompile(`(?:serve|wiring)\.(HTTP|Push|Task|Job)\("(\w+)"(?:, event\.Topic(\w+))?`)
	for _, path := range folders {
		name := filepath.Base(filepath.Dir(path))
		require.Contains(t, functions, name, "a new function needs its row in terraform/table.tf")
		row := functions[name]
		wire, err := os.ReadFile(path)
		require.NoError(t, err)
		found := registers.FindStringSubmatch(string(wire))
		require.NotNil(t, found, path)
		require.Equal(t, found[2], row.EntryPoint, "%s: the entry point is the name that the function registers", name)
		require.Equal(t, triggers[found[1]], row.Trigger, "%s is called by what it registers for", name)
		if found[3] != "" {
			require.Equal(t, strings.ToLower(found[3]), row.Topic, name)
			require.Contains(t, row.Publishes, row.Topic+"-dead", "%s keeps what it gives up", name)
		} else {
			require.NotContains(t, strings.Join(row.Publishes, " "), "-dead", "%s gives nothing up by itself", name)
		}
	}
}

func TestTheLocalSystemIsThatOfTerraform(t *testing.T) {
	read := readTable(t)
	code, err := os.ReadFile("../../infra/local/functions.go")
	require.NoError(t, err)
	rows := regexp.MustCompile(`\{name: "(\w+)", entry: "(\w+)",(?: topic: "(\w+)",)?(?: callers: [^}]+\},)? timeout: (\d+) \* time\.Second\}`).FindAllStringSubmatch(string(code), -1)
	require.Len(t, rows, len(read.Functions))
	for _, row := range rows {
		f := read.Functions[row[1]]
		require.Equal(t, []string{f.EntryPoint, f.Topic, itoa(f.Timeout)}, []string{row[2], row[3], row[4]}, row[1])
	}
	jobs := regexp.MustCompile(`\{"(\w+)", "([^"]+)", "(\w+)", (?:true|false)\}`).FindAllStringSubmatch(string(code), -1)
	require.Len(t, jobs, len(read.Jobs))
	for _, job := range jobs {
		require.Equal(t, struct{ Schedule, Function string }{job[2], job[3]}, read.Jobs[job[1]], job[1])
	}
}

func itoa(n int) string {
	text, _ := json.Marshal(n) // of a number it cannot fail
	return string(text)
}

func TestTheTopicsAreThoseOfTheCode(t *testing.T) {
	code, err := os.ReadFile("../../shared/event/event.go")
	require.NoError(t, err)
	var topics []string
	for _, found := range regexp.MustCompile(`Topic\w+\s+= "(\w+)"`).FindAllStringSubmatch(string(code), -1) {
		topics = append(topics, found[1])
	}
	read := readTable(t)
	require.ElementsMatch(t, topics, read.Topics)
	for name, f := range read.Functions {
		for _, topic := range f.Publishes {
			require.Contains(t, topics, strings.TrimSuffix(topic, "-dead"), name)
		}
		if f.Trigger == "push" {
			require.Contains(t, topics, f.Topic, name)
		}
	}
}

func TestThePoolIsAsLargeAsTerraformCounts(t *testing.T) {
	code, err := os.ReadFile("../../infra/mongo/client.go")
	require.NoError(t, err)
	found := regexp.MustCompile(`poolSize\s+= (\d+)`).FindSubmatch(code)
	require.NotNil(t, found)
	require.Equal(t, itoa(readTable(t).PoolSize), string(found[1]))
}

// unset are variables that no deployment is given.
var unset = map[string]string{
	"PROLI_CLOCK":             "moves the clock, in development only",
	"PUBSUB_EMULATOR_HOST":    "a stand-in",
	"TASKS_EMULATOR_HOST":     "a stand-in",
	"SCHEDULER_EMULATOR_HOST": "a stand-in",
	"STORAGE_EMULATOR_HOST":   "a stand-in",
	"GOOGLE_GEMINI_BASE_URL":  "a stand-in",
	"GEMINI_API_KEY":          "in the cloud the models are on Vertex, by identity",
	"GREEN_API_MEDIA_HOSTS":   "its default is right for the provider",
}

// methods of infra/config that a concern of the table stands for.
var methods = map[string]string{
	"runtime": "Runtime", "webhook": "Webhook", "gateway": "Gateway", "mongo": "Mongo", "redis": "Redis", "pubsub": "PubSub", "tasks": "Tasks",
	"scheduler": "Scheduler", "storage": "Storage", "backups": "Backups", "models": "Models", "privacy_url": "PrivacyURL", "privacy_key": "PrivacyKey", "admin": "Admin", "owner": "Admin", "proxy": "Proxy",
}

func TestEveryVariableThatIsReadIsSetAndNoOther(t *testing.T) {
	read, known := readTable(t), readConfig(t)
	given := map[string][]string{} // by method
	var used []string
	for name, c := range read.Concerns {
		require.Contains(t, methods, name)
		for variable, secret := range c.Secrets {
			require.Contains(t, read.secrets, secret, "%s: a secret that is not made", name)
			given[methods[name]] = append(given[methods[name]], variable)
		}
		given[methods[name]] = append(given[methods[name]], c.Env...)
		used = append(used, c.Env...)
	}
	slices.Sort(used)
	require.ElementsMatch(t, slices.Compact(used), read.settings, "every setting has a reader")
	for method, variables := range given {
		for _, v := range variables {
			require.Contains(t, known[method], v, "%s does not read %s", method, v)
		}
		for _, v := range known[method] {
			if unset[v] == "" {
				require.Contains(t, variables, v, "%s reads %s, which nobody sets", method, v)
			}
		}
	}
	for method := range known {
		require.Contains(t, given, method, "no concern of terraform/table.tf stands for config.%s", method)
	}
}

func TestEachProgramIsGivenWhatItReads(t *testing.T) {
	read := readTable(t)
	shared := asked(t, "../../functions/internal/wiring/wiring.go")
	require.NotEmpty(t, shared)
	for name, f := range read.Functions {
		wire := filepath.Join("../../functions", name, "wire.go")
		reads := asked(t, wire)
		code, err := os.ReadFile(wire)
		require.NoError(t, err)
		if strings.Contains(string(code), "wiring.Open(") {
			reads = append(reads, shared...)
		}
		require.ElementsMatch(t, unique(reads), unique(methodsOf(f.Reads)), "%s: reads in terraform/table.tf", name)
	}
	// The dashboard may be given more than it reads so far, never less.
	require.Subset(t, unique(methodsOf(read.Programs["dashboard"].Reads)), unique(asked(t, "../../admin/cmd/*.go")))
	require.Subset(t, unique(methodsOf(read.Programs["ops"].Reads)), unique(asked(t, "../../admin/ops/*.go")))
}

func methodsOf(concerns []string) (names []string) {
	for _, c := range concerns {
		names = append(names, methods[c])
	}
	return names
}

func unique(names []string) []string {
	names = slices.Clone(names)
	slices.Sort(names)
	return slices.Compact(names)
}

// attributes are the names that a file of variables sets.
func attributes(t *testing.T, path string) (names []string) {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	file, problems := hclparse.NewParser().ParseHCL(text, path)
	require.False(t, problems.HasErrors(), problems.Error())
	for name := range file.Body.(*hclsyntax.Body).Attributes {
		names = append(names, name)
	}
	return names
}

func TestTheVariablesAreFewAndSaid(t *testing.T) {
	file, problems := hclparse.NewParser().ParseHCLFile("../../terraform/variables.tf")
	require.False(t, problems.HasErrors(), problems.Error())
	var all, needed []string
	for _, block := range file.Body.(*hclsyntax.Body).Blocks {
		name := block.Labels[0]
		all = append(all, name)
		for _, attribute := range []string{"description", "type"} {
			require.Contains(t, block.Body.Attributes, attribute, name)
		}
		require.NotEmpty(t, block.Body.Blocks, "%s: a wrong value must fail with a sentence", name)
		if block.Body.Attributes["default"] == nil && name != "image" && name != "green_api_token" { // deploy.sh gives these
			needed = append(needed, name)
		}
	}
	require.LessOrEqual(t, len(all), 15)
	for _, example := range []string{"dev", "prod"} {
		set := attributes(t, "../../terraform/env/"+example+".tfvars.example")
		require.Subset(t, all, set, example)
		require.Subset(t, set, needed, example)
	}
}
