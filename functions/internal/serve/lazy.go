package serve

import (
	"context"
	"sync/atomic"

	"github.com/proli/proli/shared/fault"
)

// Lazy builds a function's dependencies at their first use and keeps them. A
// failure is given to the call that met it and forgotten: the next one builds
// again. Of many callers one builds, the others wait within their own deadline.
// The context that build gets does not end with the call, because clients keep
// it; build bounds its waits by itself.
func Lazy[T any](build func(context.Context) (T, error)) func(context.Context) (T, error) {
	var built atomic.Pointer[T]
	turn := make(chan struct{}, 1)
	return func(ctx context.Context) (T, error) {
		if v := built.Load(); v != nil {
			return *v, nil
		}
		var none T
		select {
		case turn <- struct{}{}:
			defer func() { <-turn }()
		case <-ctx.Done():
			return none, ctx.Err()
		}
		if v := built.Load(); v != nil {
			return *v, nil
		}
		v, err := build(context.WithoutCancel(ctx))
		if err != nil {
			// Whatever is wrong with us, the delivery that met it must come again.
			return none, fault.Wrap(fault.Unavailable, "build dependencies", err)
		}
		built.Store(&v)
		return v, nil
	}
}
