// Understand prints what the rules read in each line of its input: one JSON
// object a line, exactly what the product uses.
//
//	echo 'יש לי נזילה בתל אביב, מחר ב-10' | go run ./scripts/understand -now 2026-03-01T12:00:00+02:00
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/proli/proli/shared/reader"
)

// longestLine bounds one message; WhatsApp's own bound is 65,536 characters.
const longestLine = 1 << 20

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout, time.Now()); err != nil {
		fmt.Fprintln(os.Stderr, "understand:", err)
		os.Exit(2)
	}
}

func run(args []string, in io.Reader, out io.Writer, now time.Time) error {
	flags := flag.NewFlagSet("understand", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	at := flags.String("now", "", "when the messages were sent, RFC 3339; now by default")
	if err := flags.Parse(args); err != nil {
		return fmt.Errorf("%w (usage: understand [-now 2026-03-01T12:00:00+02:00] < messages)", err)
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q: messages are read from the standard input, one a line", flags.Arg(0))
	}
	if *at != "" {
		var err error
		if now, err = time.Parse(time.RFC3339, *at); err != nil {
			return fmt.Errorf("-now %q is no RFC 3339 time such as 2026-03-01T12:00:00+02:00", *at)
		}
	}
	return understand(in, out, now)
}

func understand(in io.Reader, out io.Writer, now time.Time) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, longestLine)
	encoder := json.NewEncoder(out)
	for lines.Scan() {
		if err := encoder.Encode(reader.Read(lines.Text(), now)); err != nil {
			return fmt.Errorf("print a reading: %w", err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read a line: %w", err)
	}
	return nil
}
