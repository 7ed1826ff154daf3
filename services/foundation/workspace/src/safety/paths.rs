//! Which paths mean the whole system, the whole home directory, or a device.

/// Whether a path is, or holds everything of, the root or the home directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Root,
    Home,
}

impl Target {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Root => "/",
            Self::Home => "~",
        }
    }
}

/// `.` and `..` resolved in an absolute path, by its text alone.
pub(super) fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// Relative paths are taken from `dir`; while that is not known, they are not judged.
pub(super) fn target(path: &str, dir: Option<&str>, home: &str) -> Option<Target> {
    let absolute = if path.starts_with('/') {
        path.to_string()
    } else {
        format!("{}/{path}", dir?)
    };
    let mut whole = clean(&absolute);
    if let Some((folder, last)) = whole.rsplit_once('/')
        && is_everything(last)
    {
        whole = clean(folder);
    }
    let holds_home = home == whole || home.starts_with(&format!("{whole}/"));
    match whole.as_str() {
        "/" => Some(Target::Root),
        "/root" => Some(Target::Home),
        _ => holds_home.then_some(Target::Home),
    }
}

/// Patterns such as `*`, `.*`, `.[!.]*`, `?*` stand for all that is in a directory.
fn is_everything(name: &str) -> bool {
    name.contains('*')
        && name
            .trim_matches(['*', '.', '?', '[', ']', '!', '^'])
            .is_empty()
}

/// Everything in `/dev` but the harmless names.
pub(super) fn is_device(path: &str) -> bool {
    if !path.starts_with('/') {
        return false;
    }
    match clean(path).strip_prefix("/dev/") {
        None | Some("null" | "stdout" | "stderr" | "tty") => false,
        Some(name) => !["fd/", "shm/", "tcp/", "udp/"]
            .iter()
            .any(|start| name.starts_with(start)),
    }
}
