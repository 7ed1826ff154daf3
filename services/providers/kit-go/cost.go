package kit

import (
	"fmt"
	"math/big"
	"strings"
	"time"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
)

// Rates are prices in US dollars a million tokens, decimal strings; a price of the cache that is empty is that of the
// input.
type Rates struct {
	Input      string `json:"input,omitempty"`
	Output     string `json:"output,omitempty"`
	CacheRead  string `json:"cache_read,omitempty"`
	CacheWrite string `json:"cache_write,omitempty"`
}

// Price of a model; other rates hold for requests that read more than so many tokens. Until is its last day (UTC, such as
// 2026-12-31); then the rates afterwards hold, or none that is known.
type Price struct {
	Rates
	Above      []Tier `json:"above,omitempty"`
	Until      string `json:"until,omitempty"`
	Afterwards *Rates `json:"afterwards,omitempty"`
}

// on returns the price of a day; nil = not known.
func (p *Price) on(day time.Time) *Price {
	switch {
	case p == nil || p.Until == "" || day.UTC().Format(time.DateOnly) <= p.Until:
		return p
	case p.Afterwards == nil:
		return nil
	}
	return &Price{Rates: *p.Afterwards}
}

// Tier is what changes above a number of tokens.
type Tier struct {
	Rates
	InputTokens uint64 `json:"input_tokens"`
}

// CostOf returns what tokens cost, exact, as a decimal string without superfluous zeros. The error is a rate that is no
// decimal.
func CostOf(usage ipc.Usage, price Price) (string, error) {
	rates := price.at(usage.InputTokens)
	read, written := orZero(usage.CacheReadTokens), orZero(usage.CacheWriteTokens)
	plain := uint64(0)
	if cached := read + written; usage.InputTokens > cached {
		plain = usage.InputTokens - cached
	}
	sum := new(big.Rat)
	for _, item := range []struct {
		tokens uint64
		rate   string
	}{
		{plain, rates.Input},
		{read, orElse(rates.CacheRead, rates.Input)},
		{written, orElse(rates.CacheWrite, rates.Input)},
		{usage.OutputTokens, rates.Output},
	} {
		rate, isDecimal := new(big.Rat).SetString(item.rate)
		if !isDecimal || strings.ContainsAny(item.rate, "/eExX_") {
			return "", fmt.Errorf("the price %q is no decimal", item.rate)
		}
		sum.Add(sum, rate.Mul(rate, new(big.Rat).SetInt(new(big.Int).SetUint64(item.tokens))))
	}
	return decimal(sum.Quo(sum, big.NewRat(1_000_000, 1))), nil
}

// at returns the rates of a request that reads so many tokens: the highest tier that is reached changes them.
func (p Price) at(inputTokens uint64) Rates {
	rates, reached := p.Rates, uint64(0)
	for _, tier := range p.Above {
		if inputTokens <= tier.InputTokens || tier.InputTokens < reached {
			continue
		}
		reached = tier.InputTokens
		rates = Rates{
			Input: orElse(tier.Input, p.Input), Output: orElse(tier.Output, p.Output),
			CacheRead: orElse(tier.CacheRead, p.CacheRead), CacheWrite: orElse(tier.CacheWrite, p.CacheWrite),
		}
	}
	return rates
}

// longestFraction is more than any price has: digits behind the point.
const longestFraction = 40

func decimal(value *big.Rat) string {
	digits, exact := value.FloatPrec()
	if !exact || digits > longestFraction {
		digits = longestFraction
	}
	return value.FloatString(digits)
}
