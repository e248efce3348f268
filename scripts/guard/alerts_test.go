package guard_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryAlertHasAPlaybookAndEveryPlaybookAnAlert(t *testing.T) {
	code, err := os.ReadFile("../../terraform/alerts.tf")
	require.NoError(t, err)
	var named []string
	for _, found := range regexp.MustCompile(`playbook = "([a-z-]+)"`).FindAllStringSubmatch(string(code), -1) {
		named = append(named, found[1])
	}
	files, err := filepath.Glob("../../terraform/playbooks/*.md")
	require.NoError(t, err)
	var there []string
	for _, f := range files {
		there = append(there, strings.TrimSuffix(filepath.Base(f), ".md"))
	}
	require.ElementsMatch(t, there, unique(named))
}
