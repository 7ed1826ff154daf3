//! What a line may say.

use super::Id;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A JSON object.
pub type Object = Map<String, Value>;

/// A legal message.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// Wants an answer.
    Request(Request),
    /// Wants none.
    Notification(Notification),
    /// Is one.
    Response(Response),
}

/// A request; absent params are an empty object.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The sender's number for it.
    pub id: Id,
    /// The method's name.
    pub method: String,
    /// Params by name.
    pub params: Object,
}

/// A notification; absent params are an empty object.
#[derive(Clone, Debug, PartialEq)]
pub struct Notification {
    /// The method's name.
    pub method: String,
    /// Params by name.
    pub params: Object,
}

/// The answer to a request. With the id null it answers something that could not be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// The id of the request.
    pub id: Option<Id>,
    /// What came of it.
    pub outcome: Result<Value, ErrorObject>,
}

/// The error object of the wire (protocol §3.3).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ErrorObject {
    /// One of the codes of the table, or an unknown one.
    pub code: i64,
    /// One sentence for people.
    pub message: String,
    /// `kind` and what belongs to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
}

impl ErrorObject {
    /// `data.kind`, the name that programs test.
    pub fn kind(&self) -> Option<&str> {
        self.data.as_ref()?.get("kind")?.as_str()
    }
}

/// The verdict on one line.
#[derive(Clone, Debug, PartialEq)]
pub enum Decoded {
    /// A legal message.
    Message(Message),
    /// To be answered with this error: -32700 or -32600.
    Refused(Refusal),
    /// Never answered, only counted: an illegal notification or response.
    Dropped {
        /// The legal id of an illegal response.
        id: Option<Id>,
    },
}

/// Why a line is refused, and the id that the refusal carries.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// -32700 (not JSON) or -32600 (not a legal message).
    pub code: i64,
    /// The legal id that stands before `params`.
    pub id: Option<Id>,
    /// What was wrong, in one sentence.
    pub reason: String,
}

impl From<Request> for Message {
    fn from(request: Request) -> Self {
        Self::Request(request)
    }
}

impl From<Notification> for Message {
    fn from(notification: Notification) -> Self {
        Self::Notification(notification)
    }
}

impl From<Response> for Message {
    fn from(response: Response) -> Self {
        Self::Response(response)
    }
}
