// Package secrets stands in for Secret Manager, for reading.
package secrets

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"cloud.google.com/go/secretmanager/apiv1/secretmanagerpb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// Manager holds the secrets of one project; register it as the gRPC service.
type Manager struct {
	secretmanagerpb.UnimplementedSecretManagerServiceServer
	project  string
	versions map[string][]string
}

// New makes a manager from the versions of each secret, oldest first.
func New(project string, versions map[string][]string) *Manager {
	return &Manager{project: project, versions: versions}
}

// Load reads the secrets from a JSON file, {"name": ["first version", …]}; an
// absent file holds none.
func Load(project, path string) (*Manager, error) {
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return New(project, nil), nil
	}
	if err != nil {
		return nil, fmt.Errorf("load secrets: %w", err)
	}
	var versions map[string][]string
	if err := json.Unmarshal(content, &versions); err != nil {
		// The decoder's message may quote what it read.
		return nil, fmt.Errorf(`load secrets: %s is not of the form {"name": ["version", …]}`, path)
	}
	return New(project, versions), nil
}

// AccessSecretVersion gives a version by its number, or the latest.
func (m *Manager) AccessSecretVersion(_ context.Context, r *secretmanagerpb.AccessSecretVersionRequest) (*secretmanagerpb.AccessSecretVersionResponse, error) {
	parts := strings.Split(r.Name, "/")
	if len(parts) != 6 || parts[0] != "projects" || parts[2] != "secrets" || parts[4] != "versions" {
		return nil, status.Errorf(codes.InvalidArgument, "%q is not projects/p/secrets/s/versions/v", r.Name)
	}
	versions := m.versions[parts[3]]
	number := len(versions)
	if parts[5] != "latest" {
		var err error
		if number, err = strconv.Atoi(parts[5]); err != nil {
			return nil, status.Errorf(codes.InvalidArgument, "version %q is neither a number nor latest", parts[5])
		}
	}
	if parts[1] != m.project || number < 1 || number > len(versions) {
		return nil, status.Errorf(codes.NotFound, "%q does not exist", r.Name)
	}
	data := []byte(versions[number-1])
	sum := int64(crc32.Checksum(data, crc32.MakeTable(crc32.Castagnoli)))
	return &secretmanagerpb.AccessSecretVersionResponse{
		Name:    fmt.Sprintf("projects/%s/secrets/%s/versions/%d", parts[1], parts[3], number),
		Payload: &secretmanagerpb.SecretPayload{Data: data, DataCrc32C: &sum},
	}, nil
}
