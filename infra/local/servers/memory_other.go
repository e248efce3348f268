//go:build !linux

package servers

func inMemory() (string, bool) { return "", false }
