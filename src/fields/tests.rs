//! What holds for all words.

use super::*;
use crate::diag::Report;
use crate::source::Sources;
use crate::yaml::{Guess, Recovery, read_document, recover};
use serde::de::DeserializeOwned;
use std::fmt::Debug;
use std::fs;
use std::path::Path;

/// Whether decoding has two unlike values to put where a word of this kind is wrong.
fn has_stand_ins<T: DeserializeOwned + Debug>() -> bool {
    let text = "[{no: word}]";
    let source = Sources::default().add("test.yaml", text);
    let tree = read_document(source, text, &mut Report::default()).expect("a list");
    let [one, other] = [Guess::One, Guess::Other].map(|guess| {
        let mut recovery = Recovery::with(guess);
        let words: Option<Vec<T>> = recover(&tree, tree.span, &[], &mut recovery, &mut Report::default());
        assert!(recovery.is_broken, "a map is no word");
        words.filter(|words| words.len() == 1 && !recovery.is_unsure).map(|words| format!("{words:?}"))
    });
    one.is_some() && other.is_some() && one != other
}

macro_rules! with_stand_ins {
    ($($type:ty),* $(,)?) => {
        [$((stringify!($type), has_stand_ins::<$type>())),*]
    };
}

/// Without a stand-in a mistake in such a word would hide other mistakes of its entry; with only one, what comes of it would be told.
#[test]
#[expect(clippy::disallowed_methods, reason = "a test looks at the source")]
fn every_word_has_stand_ins() {
    let words = with_stand_ins![
        AlertName,
        AlertText,
        Amount,
        BucketName,
        Bytes,
        CeleryApplication,
        CheckCode,
        Checksum,
        Cidr,
        CookieName,
        Cpu,
        Cron,
        Currency,
        DatabaseName,
        Duration,
        Email,
        Endpoint,
        FileUrl,
        GpuPartition,
        HeaderName,
        HeaderValue,
        Host,
        HttpPath,
        Image,
        KubeVersion,
        Latency,
        MetricName,
        ModelReference,
        MountPath,
        Name,
        NodeCount,
        ObjectKey,
        Origin,
        PathPrefix,
        Percent,
        PodShare,
        Port,
        Price,
        Query,
        QueueName,
        Range<Bytes>,
        Range<Cpu>,
        Rate,
        Ratio,
        RemoteKey,
        SecretKey,
        SecretName,
        SeriesName,
        Step,
        TimeZone,
        Use,
        VariableName,
        VariableValue,
        VersionNumber,
        WebAddress,
    ];
    let without: Vec<&str> = words.iter().filter(|(_, has)| !has).map(|(name, _)| *name).collect();
    assert!(without.is_empty(), "add texts to `src/yaml/decode/stand_in.rs` for {without:?}");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/fields");
    let files = fs::read_dir(folder).expect("the folder").map(|file| file.expect("a file").path());
    let texts: String =
        files.filter(|path| !path.ends_with("tests.rs")).map(|path| fs::read_to_string(path).expect("a text")).collect();
    let declared = texts.lines().filter(|line| line.starts_with("word!(")).count();
    assert_eq!(declared, words.len(), "a word is missing in the list");
}
