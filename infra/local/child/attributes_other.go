//go:build !linux

package child

import "syscall"

// Elsewhere no signal follows our death, so the children stay in our process
// group: what ends us from a terminal ends them too.
func attributes() *syscall.SysProcAttr { return nil }
