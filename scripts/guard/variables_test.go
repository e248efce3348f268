package guard_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var variable = regexp.MustCompile(`^[A-Z][A-Z0-9_]{3,}$`)

// readConfig gives the variables that each exported method of config.Env reads, by the methods
// of its own that it calls too.
func readConfig(t *testing.T) map[string][]string {
	t.Helper()
	reads, calls := map[string][]string{}, map[string][]string{}
	for _, file := range parsed(t, "../../infra/config/*.go") {
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv == nil {
				continue
			}
			ast.Inspect(f.Body, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				method, of := called(call)
				if of != "e" || method == "problem" {
					return true
				}
				if len(call.Args) > 0 {
					if text, ok := call.Args[0].(*ast.BasicLit); ok && text.Kind == token.STRING {
						if name, _ := strconv.Unquote(text.Value); variable.MatchString(name) {
							reads[f.Name.Name] = append(reads[f.Name.Name], name)
							return true
						}
					}
				}
				calls[f.Name.Name] = append(calls[f.Name.Name], method)
				return true
			})
		}
	}
	found := map[string][]string{}
	for name := range maps.Keys(reads) {
		if ast.IsExported(name) {
			found[name] = nil
		}
	}
	for name := range maps.Keys(calls) {
		if ast.IsExported(name) {
			found[name] = nil
		}
	}
	for name := range found {
		all := slices.Clone(reads[name])
		for _, helper := range calls[name] {
			all = append(all, reads[helper]...)
		}
		slices.Sort(all)
		all = slices.Compact(all)
		if len(all) == 0 { // Err and the like
			delete(found, name)
			continue
		}
		found[name] = all
	}
	require.Greater(t, len(found), 10)
	return found
}

// asked are the methods of config.Env that some files call.
func asked(t *testing.T, pattern string) (names []string) {
	t.Helper()
	for _, file := range parsed(t, pattern) {
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if method, of := called(call); of == "env" && method != "Err" {
					names = append(names, method)
				}
			}
			return true
		})
	}
	return names
}

// called is x and M of x.M(…).
func called(call *ast.CallExpr) (method, of string) {
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return "", ""
	}
	x, ok := selector.X.(*ast.Ident)
	if !ok {
		return "", ""
	}
	return selector.Sel.Name, x.Name
}

func parsed(t *testing.T, pattern string) (files []*ast.File) {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	require.NoError(t, err)
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		files = append(files, file)
	}
	require.NotEmpty(t, files, pattern)
	return files
}
