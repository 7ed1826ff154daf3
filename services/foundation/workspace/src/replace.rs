//! Replacing a file: whole, one at a time.

use rustix::fs::{Access, access};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, fchown};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError, Weak};

/// The SHA-256 of a file's bytes, in hexadecimal.
pub(crate) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |mut hash, byte| {
            // Writing into a string cannot fail.
            let _ = write!(hash, "{byte:02x}");
            hash
        })
}

/// Does something while nobody else here changes the file.
pub(crate) fn alone<T>(path: &Path, work: impl FnOnce() -> T) -> T {
    let lock = lock_of(path);
    let _alone = lock.lock().unwrap_or_else(PoisonError::into_inner);
    work()
}

fn lock_of(path: &Path) -> Arc<Mutex<()>> {
    static LOCKS: LazyLock<Mutex<HashMap<PathBuf, Weak<Mutex<()>>>>> =
        LazyLock::new(Mutex::default);
    let mut locks = LOCKS.lock().unwrap_or_else(PoisonError::into_inner);
    locks.retain(|_, lock| lock.strong_count() > 0);
    let known = locks.get(path).and_then(Weak::upgrade);
    known.unwrap_or_else(|| {
        let lock = Arc::default();
        locks.insert(path.to_path_buf(), Arc::downgrade(&lock));
        lock
    })
}

/// Readers see the old content or the new one, never a part: written beside, then renamed. Mode bits and, as far as the
/// system permits it, the owner stay. Missing folders are made.
pub(crate) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    fs::create_dir_all(folder)?;
    let old = match fs::metadata(path) {
        Ok(old) => {
            access(path, Access::WRITE_OK)?;
            Some(old)
        }
        Err(_) => None,
    };
    let (beside, mut file) = beside(folder, old.is_some())?;
    let written = (|| {
        if let Some(old) = &old {
            keep_rights(&file, old)?;
        }
        file.write_all(content)?;
        fs::rename(&beside, path)
    })();
    if written.is_err() {
        // What failed is what is told; a file left behind is only untidy.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn keep_rights(file: &File, old: &Metadata) -> io::Result<()> {
    let own = file.metadata()?;
    if (own.uid(), own.gid()) != (old.uid(), old.gid()) {
        // Only root may give files away; whoever may write the file may also own the new one.
        let _ = fchown(file, Some(old.uid()), Some(old.gid()));
    }
    file.set_permissions(old.permissions())
}

/// A new file in the folder; what is to replace an old one is closed to others until it has the rights of that.
fn beside(folder: &Path, closed: bool) -> io::Result<(PathBuf, File)> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let mode = if closed { 0o600 } else { 0o666 };
    loop {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let beside = folder.join(format!(".{}-{number}.tmp", std::process::id()));
        match File::options()
            .write(true)
            .create_new(true)
            .mode(mode)
            .open(&beside)
        {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            other => return other.map(|file| (beside, file)),
        }
    }
}
