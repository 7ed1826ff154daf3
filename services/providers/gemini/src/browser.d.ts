// Names of the browser's that the types of the SDK's web build refer to, and Node's types do not have.
type RequestInfo = string | Request;
type HeadersInit = ConstructorParameters<typeof Headers>[0];
type ErrorEvent = Event;
type CloseEvent = Event;
