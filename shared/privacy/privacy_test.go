package privacy_test

import (
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/privacy"
)

func TestTheNoticeStandsInBothLanguages(t *testing.T) {
	for lang, start := range map[locale.Language]string{
		locale.Hebrew: `<html lang="he" dir="rtl">`, locale.English: `<html lang="en" dir="ltr">`, "fr": `<html lang="he" dir="rtl">`,
	} {
		page := string(privacy.Page(lang))
		require.Contains(t, page, start)
		for _, promise := range []string{"מחק אותי", "delete my data", "<b>90</b> יום", "<b>30</b> days", "<b>24</b> חודשים", "<b>24</b> months"} {
			require.Contains(t, page, promise)
		}
		require.Equal(t, 1, strings.Count(page, `dir="rtl">`+"\n<header>"))
		first := strings.Index(page, `<article id="`+string(locale.Of(string(lang)))+`"`)
		require.Equal(t, first, strings.Index(page, "<article"), "the asked language comes first")
	}
}

// TestThePolicyFitsThePage computes what a browser does: a style that the policy does not
// name would not be applied.
func TestThePolicyFitsThePage(t *testing.T) {
	page := string(privacy.Page(locale.Hebrew))
	styles := regexp.MustCompile(`(?s)<style>(.*?)</style>`).FindAllStringSubmatch(page, -1)
	require.Len(t, styles, 1)
	sum := sha256.Sum256([]byte(styles[0][1]))
	require.Contains(t, privacy.Policy(), "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	require.NotContains(t, privacy.Policy(), "unsafe")
	require.NotRegexp(t, `<script|<link|<img| style=|https?://|\son[a-z]+=`, page, "it loads nothing")
	require.Less(t, len(page), 20_000)
}
