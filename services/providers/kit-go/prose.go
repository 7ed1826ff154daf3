package kit

// Prose is what a model says and thinks, of a dialect that streams both as pieces without blocks: a piece of the other sort
// ends the block that grew.
type Prose struct {
	answer   *Answer
	thinking *ThinkingBlock // that grows; nil = none
	text     *TextBlock     // that grows; nil = none
}

// NewProse returns the prose of an answer; nothing of it is said yet.
func NewProse(answer *Answer) *Prose { return &Prose{answer: answer} }

// Think takes a piece of thoughts; an empty one is nothing.
func (p *Prose) Think(piece string) {
	if piece == "" {
		return
	}
	if p.thinking == nil {
		p.End()
		p.thinking = p.answer.Thinking()
	}
	p.thinking.Write(piece)
}

// Say takes a piece of the text; an empty one is nothing.
func (p *Prose) Say(piece string) {
	if piece == "" {
		return
	}
	if p.text == nil {
		p.End()
		p.text = p.answer.Text()
	}
	p.text.Write(piece)
}

// End ends the block that grows: something else comes, or nothing more.
func (p *Prose) End() {
	if p.thinking != nil {
		p.thinking.End()
	}
	if p.text != nil {
		p.text.End()
	}
	p.thinking, p.text = nil, nil
}
