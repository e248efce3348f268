package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/hex"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func opened(t *testing.T) tree {
	t.Helper()
	all, err := openTree(t.Context())
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(all.functions), 9)
	return all
}

func unzipped(t *testing.T, content []byte) map[string]string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	require.NoError(t, err)
	files := map[string]string{}
	for _, f := range r.File {
		require.True(t, filepath.IsLocal(f.Name), f.Name)
		body, err := f.Open()
		require.NoError(t, err)
		text, err := io.ReadAll(body)
		require.NoError(t, err)
		files[f.Name] = string(text)
	}
	return files
}

func TestPackagesAreNamedByTheirContent(t *testing.T) {
	dir, again := t.TempDir(), t.TempDir()
	require.NoError(t, run(t.Context(), []string{"-to", dir}, io.Discard))
	require.NoError(t, run(t.Context(), []string{"-to", again}, io.Discard))
	first, err := os.ReadFile(filepath.Join(dir, "packages.json"))
	require.NoError(t, err)
	second, err := os.ReadFile(filepath.Join(again, "packages.json"))
	require.NoError(t, err)
	require.JSONEq(t, string(first), string(second), "the same tree makes the same packages")
	var hashes map[string]string
	require.NoError(t, json.Unmarshal(first, &hashes))
	require.Len(t, hashes, len(opened(t).functions))
	for name, hash := range hashes {
		content, err := os.ReadFile(filepath.Join(dir, name, hash+".zip"))
		require.NoError(t, err)
		sum := sha256.Sum256(content)
		require.Equal(t, hash, hex.EncodeToString(sum[:]))
	}
}

func TestAPackageHoldsWhatItsFunctionNeedsAndNoMore(t *testing.T) {
	all := opened(t)
	for _, name := range all.functions {
		p, err := all.pack(t.Context(), name)
		require.NoError(t, err)
		files := unzipped(t, p.zip)
		for _, f := range []string{"function.go", "go.mod", "go.sum", "functions/" + name + "/function.go"} {
			require.Contains(t, files, f, name)
		}
		roots := 0
		for f := range files {
			top, rest, nested := strings.Cut(f, "/")
			if !nested && strings.HasSuffix(f, ".go") {
				roots++
			}
			require.NotContains(t, f, "_test.go", name)
			require.NotContains(t, []string{"admin", "scripts", "terraform", "vendor"}, top, f)
			require.False(t, strings.HasPrefix(f, "infra/local"), f)
			if other, _, inside := strings.Cut(rest, "/"); top == "functions" && inside && other != "internal" {
				require.Equal(t, name, other, "%s holds another function's %s", name, f)
			}
		}
		require.Equal(t, 1, roots, "the buildpack takes exactly one package at the root")
		require.NotContains(t, files["go.mod"], "toolchain", "a toolchain line makes the build download another Go")
		require.NotContains(t, files["go.mod"], "\nreplace", name)
	}
}

func TestUnknownFunctionsAreNamed(t *testing.T) {
	err := run(t.Context(), []string{"-to", t.TempDir(), "billing"}, io.Discard)
	require.ErrorContains(t, err, `no function "billing": there are booking,`)
}

// buildpackMain is the program that Google's buildpack adds beside a function that registers itself.
const buildpackMain = `package main

import (
	"log"
	"os"

	_ "MODULE"
	"github.com/GoogleCloudPlatform/functions-framework-go/funcframework"
)

func main() {
	port := os.Getenv("PORT")
	if err := funcframework.Start(port); err != nil {
		log.Fatal(err)
	}
}
`

// TestEveryFunctionBuildsFromItsPackageAndAnswers does what the buildpack does: the zip is
// laid out, its one root package is imported by a program in functions.local/app, go.mod is
// tidied, and that program is built and called. With -short it does one of them.
func TestEveryFunctionBuildsFromItsPackageAndAnswers(t *testing.T) {
	all := opened(t)
	names := all.functions
	if testing.Short() {
		names = []string{"webhook"}
	}
	// All are laid out at one place, one after the other: what they share is compiled once.
	source := filepath.Join(t.TempDir(), "serverless_function_source_code")
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, os.RemoveAll(source))
			p, err := all.pack(t.Context(), name)
			require.NoError(t, err)
			files := unzipped(t, p.zip)
			for f, text := range files {
				put(t, filepath.Join(source, filepath.FromSlash(f)), text)
			}
			require.Equal(t, all.module+" function\n", command(t, source, "go", "list", "-f", "{{.ImportPath}} {{.Name}}", "."), "one importable package at the root")
			put(t, filepath.Join(source, "functions.local", "app", "main.go"), strings.ReplaceAll(buildpackMain, "MODULE", all.module))
			command(t, source, "go", "mod", "tidy")
			binary := filepath.Join(t.TempDir(), "function")
			command(t, source, "go", "build", "-ldflags=-s -w", "-o", binary, "./functions.local/app")
			pinned(t, binary, files["go.mod"])
			call(t, binary, strings.ToUpper(name[:1])+name[1:])
		})
	}
}

// pinned makes sure that the program was built of the versions that our go.mod names, though
// the buildpack tidied it.
func pinned(t *testing.T, binary, gomod string) {
	t.Helper()
	info, err := buildinfo.ReadFile(binary)
	require.NoError(t, err)
	require.NotEmpty(t, info.Deps)
	for _, d := range info.Deps {
		require.True(t, strings.Contains(gomod, d.Path+" "+d.Version), "built of %s %s, which go.mod does not name", d.Path, d.Version)
	}
}

func put(t *testing.T, path, text string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
}

func command(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), args[0], args[1:]...)
	cmd.Dir = dir
	var problems bytes.Buffer
	cmd.Stderr = &problems
	out, err := cmd.Output()
	require.NoError(t, err, problems.String())
	return string(out)
}

// settings are enough for every function to start; nothing listens at these addresses.
var settings = map[string]string{
	"ENVIRONMENT": "development", "GOOGLE_CLOUD_PROJECT": "p", "GOOGLE_GEMINI_BASE_URL": "http://127.0.0.1:1",
	"PUBSUB_EMULATOR_HOST": "127.0.0.1:1", "TASKS_EMULATOR_HOST": "127.0.0.1:1", "STORAGE_EMULATOR_HOST": "127.0.0.1:1",
	"MONGO_URI": "mongodb://127.0.0.1:1/proli", "REDIS_URL": "redis://127.0.0.1:1/0", "MEDIA_BUCKET": "media",
	"TASKS_QUEUE": "projects/p/locations/l/queues/alarms", "TIMER_URL": "https://timer.example", "TASKS_INVOKER": "tasks@p.iam.gserviceaccount.com",
	"GREEN_API_URL": "https://gateway.example", "PRIVACY_URL": "https://webhook.example/privacy",
}

// call starts a function as Cloud Run does and asks it: what is no delivery is refused by the
// function itself, not by the framework, which knows no other.
func call(t *testing.T, binary, entry string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := l.Addr().String()
	require.NoError(t, l.Close())
	_, port, err := net.SplitHostPort(address)
	require.NoError(t, err)

	cmd := exec.CommandContext(t.Context(), binary)
	cmd.Env = []string{"PORT=" + port, "FUNCTION_TARGET=" + entry, "PATH=" + os.Getenv("PATH")}
	for name, value := range settings {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	require.NoError(t, cmd.Start())
	require.Eventually(t, func() bool {
		response, err := http.Post("http://"+address+"/", "application/json", strings.NewReader("{"))
		return err == nil && response.Body.Close() == nil
	}, 20*time.Second, 20*time.Millisecond, entry)
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	require.NoError(t, cmd.Wait(), "told to stop, it ends well")
	kind := "invalid"
	if entry == "Webhook" { // it was shown no token
		kind = "forbidden"
	}
	require.Regexp(t, `"function":"`+entry+`".*"kind":"`+kind+`"`, said.String())
}
