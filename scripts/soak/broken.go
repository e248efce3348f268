package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/proli/proli/infra/local"
)

// edit is a change of the product's source; what it replaces must stand there exactly once.
type edit struct{ file, old, new string }

// designs are what can be taken out. The edits are made on copies of the files, which the
// compiler reads in their place, so that the product knows nothing of them.
var designs = map[string][]edit{
	// Every delivery is a message of its own.
	"inbox": {
		{"functions/triage/function.go", "	out := serve.Outcome{MessageID: m.ID}\n", "	m.ID += \"#\" + rand.Text()\n	out := serve.Outcome{MessageID: m.ID}\n"},
		{"functions/triage/function.go", "import (\n", "import (\n	\"crypto/rand\"\n"},
	},
	// An id is claimed when a message arrives, and its effect is written afterwards.
	"late-effect": {
		{"functions/triage/function.go", "	step.Reached(\"triage/received\")\n",
			"	if err := f.runner.Run(ctx, &change.Set{Claim: m.ID, Now: f.now()}); err != nil {\n		return out, err\n	}\n"},
		{"functions/triage/function.go", "		err = f.runner.Run(ctx, set)\n", "		set.Claim += \"/effect\"\n		err = f.runner.Run(ctx, set)\n"},
	},
	// A lead and a conversation are written whatever has become of them since they were read.
	"versions": {
		{"infra/mongo/commit_lead.go", "bson.M{\"_id\": l.ID, \"version\": l.Version}", "bson.M{\"_id\": l.ID}"},
		{"infra/mongo/commit.go", "bson.M{\"_id\": c.ID, \"version\": c.Version}", "bson.M{\"_id\": c.ID}"},
	},
}

func breakable() []string { return slices.Sorted(maps.Keys(designs)) }

// build compiles the programs, the functions without a design when one is named.
func build(ctx context.Context, home, without string) (local.Programs, error) {
	programs, err := local.Build(ctx, binaries(home), os.Stderr)
	if err != nil || without == "" {
		return programs, err
	}
	root := filepath.Dir(mod(ctx))
	overlay, err := cut(root, home, designs[without])
	if err != nil {
		return programs, fmt.Errorf("take out %s: %w", without, err)
	}
	programs.Functions = filepath.Join(binaries(home), "broken")
	cmd := exec.CommandContext(ctx, "go", "build", "-overlay", overlay, "-o", programs.Functions, "./scripts/run")
	cmd.Dir = root
	if said, err := cmd.CombinedOutput(); err != nil {
		return programs, fmt.Errorf("build the functions without %s: %w\n%s", without, err, said)
	}
	return programs, nil
}

// mod is the path of our go.mod.
func mod(ctx context.Context) string {
	said, _ := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	return string(bytes.TrimSpace(said))
}

// cut makes the edited copies and the list by which the compiler finds them.
func cut(root, dir string, edits []edit) (overlay string, err error) {
	texts := map[string]string{}
	for _, e := range edits {
		path := filepath.Join(root, filepath.FromSlash(e.file))
		if texts[path] == "" {
			raw, err := os.ReadFile(path)
			if err != nil {
				return "", err
			}
			texts[path] = string(raw)
		}
		if n := strings.Count(texts[path], e.old); n != 1 {
			return "", fmt.Errorf("%s holds %q %d times, not once: the product has changed, and the edit must follow", e.file, e.old, n)
		}
		texts[path] = strings.Replace(texts[path], e.old, e.new, 1)
	}
	replace := map[string]string{}
	for path, text := range texts {
		edited := filepath.Join(dir, strings.ReplaceAll(strings.TrimPrefix(path, root), string(filepath.Separator), "_"))
		if err := os.WriteFile(edited, []byte(text), 0o600); err != nil {
			return "", err
		}
		replace[path] = edited
	}
	list, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	overlay = filepath.Join(dir, "overlay.json")
	return overlay, os.WriteFile(overlay, list, 0o600)
}
