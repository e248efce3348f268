package serve

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/proli/proli/infra/config"
	"github.com/proli/proli/infra/secrets"
)

// Configured is Lazy for what is built of the environment. A process that is started to serve
// the function ends at once when its configuration is wrong, with all that is wrong on
// stderr; nothing is dialled for that. Build reads what it needs, asks for Err, and only
// then makes its clients.
func Configured[T any](entry string, build func(context.Context, *config.Env) (T, error)) func(context.Context) (T, error) {
	if os.Getenv("FUNCTION_TARGET") == entry {
		if _, err := build(context.Background(), config.Check(os.LookupEnv)); !errors.Is(err, config.ErrChecked) {
			fmt.Fprintf(os.Stderr, "%s cannot start: %v\n", entry, err)
			os.Exit(1)
		}
	}
	return Lazy(func(ctx context.Context) (T, error) {
		return build(ctx, config.Read(ctx, os.LookupEnv, secrets.Read))
	})
}
