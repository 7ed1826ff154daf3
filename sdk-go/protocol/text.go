package protocol

import "strings"

// TextContent is a text as the content of a message.
func TextContent(text string) MessageContent { return MessageContent{Text: &text} }

// String returns the text of the content, that of its text blocks joined.
func (v MessageContent) String() string {
	if v.Text != nil {
		return *v.Text
	}
	return textOf(v.Blocks)
}

// Text returns the text of the response, that of its text blocks joined.
func (v ChatResponse) Text() string { return textOf(v.Content) }

func textOf(blocks []ContentBlock) string {
	var out strings.Builder
	for _, block := range blocks {
		if text, ok := block.(*TextBlock); ok {
			out.WriteString(text.Text)
		}
	}
	return out.String()
}
