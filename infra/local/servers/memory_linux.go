package servers

import "syscall"

// inMemory is a folder on tmpfs with room for a test run's data; containers
// often have one of 64 MB, where MongoDB's journal alone does not fit.
func inMemory() (string, bool) {
	const dir, room = "/dev/shm", 1 << 30
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return "", false
	}
	return dir, fs.Bavail*uint64(fs.Bsize) >= room
}
