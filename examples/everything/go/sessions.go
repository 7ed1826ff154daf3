package main

import (
	"container/list"
	"context"
	"sync"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
)

// maxSessions is of how many sessions something is kept: of those used last.
const maxSessions = 1000

// sessions keeps a value for each session: over HTTP a process has many at once. Calls without a session share one.
type sessions[T any] struct {
	mu     sync.Mutex
	latest list.List // of *kept[T], the one used last in front
	byID   map[string]*list.Element
}

type kept[T any] struct {
	id    string
	value T
}

// with hands the value of the session of a call to use, which has it to itself.
func (s *sessions[T]) with(ctx context.Context, use func(value *T)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := ipc.FromContext(ctx).SessionID()
	element := s.byID[id]
	if element == nil {
		if s.byID == nil {
			s.byID = map[string]*list.Element{}
		}
		element = s.latest.PushFront(&kept[T]{id: id})
		s.byID[id] = element
	}
	s.latest.MoveToFront(element)
	if s.latest.Len() > maxSessions {
		oldest, _ := s.latest.Remove(s.latest.Back()).(*kept[T])
		delete(s.byID, oldest.id)
	}
	session, _ := element.Value.(*kept[T])
	use(&session.value)
}
