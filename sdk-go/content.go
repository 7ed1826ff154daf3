package ipc

import (
	"context"
	"encoding/base64"
	"errors"
	"io/fs"
	"mime"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// contentName is what the content is called where components are named.
const contentName = "content"

// content is the files that a service brings along.
type content struct {
	files fs.FS
	paths []string // all, sorted
}

// AddContent serves the files of a file system, such as an [embed.FS]; cut a leading folder off with [fs.Sub]. What
// there is is listed once, when it is declared. A folder on disk should be an [os.Root]'s file system, from which no
// link leads out.
func AddContent(s *Service, files fs.FS) {
	if s.content != nil || files == nil {
		s.fault("a service has one content, with its files")
		return
	}
	c := &content{files: files}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() && isContentPath(name) {
			c.paths = append(c.paths, name)
		}
		return err
	})
	if err != nil {
		s.fault("content: %v", err)
		return
	}
	slices.Sort(c.paths)
	s.content = c
}

// isContentPath tells whether a path may be looked up (CNT-001 to CNT-003): relative, of names, with no way up or around.
func isContentPath(name string) bool {
	return fs.ValidPath(name) && name != "." && !strings.ContainsAny(name, "\\\x00")
}

func (s *served) listContent(_ context.Context, call *Call, params *protocol.ContentListParams) (any, error) {
	call.component = contentName
	paths := keep(s.content.paths, func(name string) bool { return strings.HasPrefix(name, orZero(params.Prefix)) })
	return protocol.ContentListResult{Paths: paths}, nil
}

// readContent reads a file of the list: whatever else a path may say, it is not there.
func (s *served) readContent(ctx context.Context, call *Call, params *protocol.ContentReadParams) (any, error) {
	if !isContentPath(params.Path) || !contains(s.content.paths, params.Path) {
		return nil, NotFound(contentName, params.Path, s.content.paths...)
	}
	if err := s.enter(ctx, call, contentName); err != nil {
		return nil, err
	}
	raw, err := fs.ReadFile(s.content.files, params.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, NotFound(contentName, params.Path)
	}
	if err != nil {
		return nil, err
	}
	result := protocol.ContentReadResult{Content: string(raw), Encoding: protocol.ContentEncodingUtf8, MimeType: mimeType(params.Path)}
	if !utf8.Valid(raw) {
		result.Content, result.Encoding = base64.StdEncoding.EncodeToString(raw), protocol.ContentEncodingBase64
	}
	return result, nil
}

// mimeTypes by ending: those that machines do not agree on, or do not know.
var mimeTypes = map[string]string{
	".md": "text/markdown", ".txt": "text/plain", ".yaml": "application/yaml", ".yml": "application/yaml",
	".toml": "application/toml", ".csv": "text/csv", ".js": "text/javascript", ".json": "application/json",
}

// mimeType returns the type that the ending of a path tells, nil if none.
func mimeType(name string) *string {
	ending := strings.ToLower(path.Ext(name))
	if known := mimeTypes[ending]; known != "" {
		return &known
	}
	known, _, _ := strings.Cut(mime.TypeByExtension(ending), ";")
	return unlessZero(known)
}
