// Notices prints everything that Proli says on WhatsApp, in both languages, filled in as it
// would arrive:
//
//	go run ./scripts/notices
//	go run ./scripts/notices -html notices.html -only booking.
//
// With -html it draws them as a phone does, bold and direction included, so that they can be
// looked at.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/proli/proli/shared/locale"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "notices:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("notices", flag.ContinueOnError)
	page := flags.String("html", "", "a file to draw them into, instead of printing")
	only := flags.String("only", "", "only keys that begin so")
	if err := flags.Parse(args); err != nil {
		return err
	}
	list := notices(*only)
	if len(list) == 0 {
		return fmt.Errorf("no key begins with %q", *only)
	}
	if *page != "" {
		f, err := os.Create(*page)
		if err != nil {
			return err
		}
		return errors.Join(draw(f, list), f.Close())
	}
	for _, n := range list {
		if _, err := fmt.Fprintf(out, "── %s · %s\n%s\n\n", n.Key, n.Language, n.Text); err != nil {
			return err
		}
	}
	return nil
}

// notice is one text as it would arrive.
type notice struct {
	Key      string
	Language locale.Language
	Text     string
}

// notices are all texts whose key begins so, side by side in both languages.
func notices(prefix string) []notice {
	var list []notice
	c := locale.Default()
	for _, key := range c.Keys(locale.Hebrew) {
		base, _, isForm := strings.Cut(key, " ")
		if !strings.HasPrefix(key, prefix) || isForm {
			continue
		}
		for _, lang := range locale.Languages {
			list = append(list, notice{key, lang, c.Text(lang, base, values(lang, base)...)})
		}
		for n, form := range []string{"none", "one", "two"} {
			for _, lang := range locale.Languages {
				if c.Text(lang, base+" "+form) != base+" "+form {
					list = append(list, notice{base + " " + form, lang, c.Count(lang, base, n, values(lang, base)...)})
				}
			}
		}
	}
	return list
}
