package kit

import (
	"encoding/json"
	"errors"
	"os"
	"regexp"
	"strings"
)

// DefaultMaxTokens is that of the setting max_tokens.
const DefaultMaxTokens = 16384

// Config are the settings that every adapter has; an adapter embeds it in its own.
type Config struct {
	Model        string            `json:"model,omitempty" minLength:"1" jsonschema:"The model; a * stands for anything, the newest is taken."`
	MaxTokens    uint64            `json:"max_tokens" default:"16384" minimum:"1" jsonschema:"The most tokens to write, where the request does not say."`
	Temperature  *float64          `json:"temperature,omitempty" minimum:"0" jsonschema:"Sampling temperature; absent = the vendor's own."`
	Timeout      float64           `json:"timeout" default:"600" minimum:"0.001" jsonschema:"Seconds for a whole call, with its retries."`
	IdleTimeout  float64           `json:"idle_timeout" default:"180" minimum:"0.001" jsonschema:"Seconds of silence in a stream that has begun, until it counts as broken."`
	BaseURL      string            `json:"base_url,omitempty" jsonschema:"Where the vendor's API is."`
	ExtraHeaders map[string]string `json:"extra_headers,omitempty" jsonschema:"Headers of each request; ${NAME} in a value is an environment variable that the service sees."`
	Proxy        string            `json:"proxy,omitempty" jsonschema:"URL of a proxy; absent = HTTPS_PROXY, HTTP_PROXY and NO_PROXY, as the service sees them."`
	MaxRetries   int               `json:"max_retries" default:"3" minimum:"0" maximum:"20" jsonschema:"Tries after the first one, where another may help."`
	Models       map[string]Facts  `json:"models,omitempty" jsonschema:"By id, what is known of models: context_window, max_output_tokens, capabilities, price."`
	Thinking     *ThinkSetting     `json:"thinking,omitempty" jsonschema:"Whether the model should think, or for how many tokens; 0 = not at all."`
	Debug        bool              `json:"debug" default:"false" jsonschema:"Write requests and answers into the log."`
}

// KeyedConfig are the settings of an adapter whose vendor may want a key.
type KeyedConfig struct {
	Config
	APIKeyEnv string `json:"api_key_env,omitempty" pattern:"^[A-Za-z_][A-Za-z0-9_]*$" jsonschema:"The environment variable that holds the key, where it is not the usual one."`
}

// Settings is a pointer to the configuration of an adapter, which has them by embedding.
type Settings interface {
	// Common are the settings that every adapter has.
	Common() *Config
	// KeyVariable is the variable that holds the key, where it is not the usual one; "" = it is.
	KeyVariable() string
}

// Common returns the settings themselves.
func (c *Config) Common() *Config { return c }

// KeyVariable is empty: the usual one.
func (c *Config) KeyVariable() string { return "" }

// KeyVariable is the setting api_key_env.
func (c *KeyedConfig) KeyVariable() string { return c.APIKeyEnv }

// ThinkSetting is true, false, or a number of tokens.
type ThinkSetting struct{ Tokens int64 }

// DefaultThinkTokens stands for a plain true.
const DefaultThinkTokens = -1

// On tells whether the model should think.
func (t ThinkSetting) On() bool { return t.Tokens != 0 }

// UnmarshalJSON reads true, false or a whole number that is not below zero.
func (t *ThinkSetting) UnmarshalJSON(raw []byte) error {
	var on bool
	if json.Unmarshal(raw, &on) == nil {
		t.Tokens = 0
		if on {
			t.Tokens = DefaultThinkTokens
		}
		return nil
	}
	if err := json.Unmarshal(raw, &t.Tokens); err != nil || t.Tokens < 0 {
		return errors.New("thinking must be true, false, or a number of tokens")
	}
	return nil
}

var inHeader = regexp.MustCompile(`\$\{([A-Za-z_][A-Za-z0-9_]*)\}`)

// headers returns extra_headers with their variables filled in, and the names of those that are not set.
func (c *Config) headers() (filled map[string]string, unset []string) {
	filled = map[string]string{}
	for name, value := range c.ExtraHeaders {
		filled[name] = inHeader.ReplaceAllStringFunc(value, func(reference string) string {
			variable := strings.Trim(reference, "${}")
			found, is := os.LookupEnv(variable)
			if !is {
				unset = append(unset, variable)
			}
			return found
		})
	}
	return filled, unset
}

// keyVariable is the variable that holds the key: that of the settings, the first of the vendor's that is set, or its
// first; "" for a vendor without one.
func (v *Vendor) keyVariable(settings Settings) string {
	if own := settings.KeyVariable(); own != "" || len(v.Keys) == 0 {
		return own
	}
	for _, name := range v.Keys {
		if os.Getenv(name) != "" {
			return name
		}
	}
	return v.Keys[0]
}

// secrets are the values of the variables that stand in headers, and of those that hold keys: none may be told.
func (c *Config) secrets(keys []string) (values []string) {
	for _, value := range c.ExtraHeaders {
		for _, found := range inHeader.FindAllStringSubmatch(value, -1) {
			keys = append(keys[:len(keys):len(keys)], found[1])
		}
	}
	for _, name := range keys {
		if value := strings.TrimSpace(os.Getenv(name)); value != "" {
			values = append(values, value)
		}
	}
	return values
}
