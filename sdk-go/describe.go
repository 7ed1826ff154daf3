package ipc

import (
	"encoding/json"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
)

// describeResult returns the answer to describe: the same, as often as asked.
func (s *Service) describeResult() DescribeResult {
	var capabilities Capabilities
	for _, t := range s.tools {
		capabilities.Tools = append(capabilities.Tools, t.spec)
	}
	for _, h := range s.hooks {
		capabilities.Hooks = append(capabilities.Hooks, h.spec)
	}
	for _, p := range s.providers {
		capabilities.Providers = append(capabilities.Providers, p.spec)
	}
	for _, m := range s.contextManagers {
		capabilities.ContextManagers = append(capabilities.ContextManagers, ContextManagerSpec{Name: m.name})
	}
	for _, o := range s.orchestrators {
		capabilities.Orchestrators = append(capabilities.Orchestrators, OrchestratorSpec{Name: o.name})
	}
	for _, a := range s.approvals {
		capabilities.ApprovalProviders = append(capabilities.ApprovalProviders, ApprovalProviderSpec{Name: a.name})
	}
	for _, c := range s.exports {
		capabilities.Exports = append(capabilities.Exports, c.spec)
	}
	for _, c := range s.channels {
		capabilities.Channels = append(capabilities.Channels, c.spec())
	}
	if s.content != nil {
		capabilities.Content = &ContentSpec{Paths: s.content.paths}
	}
	return DescribeResult{
		ProtocolVersion: ProtocolVersion,
		Name:            s.name,
		Version:         s.version,
		Description:     unlessZero(s.description),
		SDK:             &SdkInfo{Name: sdkName, Version: sdkVersion, Language: "go"},
		Limits: &Limits{
			MaxMessageBytes: new(uint64(s.maxMessageBytes)), //nolint:gosec // checked by NewService
			MaxConcurrency:  new(uint64(s.maxConcurrency)),  //nolint:gosec // checked by NewService
		},
		Requires:     s.requires,
		ConfigSchema: s.configSchema(),
		Capabilities: capabilities,
	}
}

func (s *Service) configSchema() json.RawMessage {
	var schemas jsontext.Builder
	some := false
	for _, name := range s.components() {
		if config := s.configs[name]; config != nil {
			schemas.Raw(name, config.schema.Raw())
			some = true
		}
	}
	if !some {
		return nil
	}
	return schemas.Object()
}
