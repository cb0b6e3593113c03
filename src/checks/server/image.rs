//! Images of containers that no node can pull.

use super::look::{given, is_own_pod};
use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::fields::{Image, Word};
use crate::manifest::Pod;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::IMAGE_UNREADABLE,
        "\
What: a container without an image, or with one whose name cannot be read.
Why: the API server refuses the first; of the second no pod begins: `InvalidImageName`.
Example: `image: ghcr.io/Acme/api:1`, `image: https://ghcr.io/acme/api`, `image: acme/api:1.0 `.
Fix: write `registry/repository:tag` in lower case, without a scheme and without spaces.",
    )],
    rule: Rule::Pod(run),
};

fn run(pod: &Pod<'_>, _: &Context<'_>, report: &mut Report) {
    for container in pod.containers() {
        let image = given(container.node, "image");
        let Some((place, text)) = image.and_then(|node| Some((node, node.as_str()?))).filter(|(_, text)| !text.is_empty()) else {
            // One that is not there at all is what the schema tells.
            if let Some(image) = image.filter(|image| is_own_pod(pod) && image.as_str().is_some()) {
                let message = format!("the container `{}` has no image", container.name());
                let found = pod.owner.error(codes::IMAGE_UNREADABLE, image, message);
                report.push(found.help("write `image: registry/repository:tag`"));
            }
            continue;
        };
        // A single space is what programs fill in.
        if text == " " || text.contains("@sha512:") {
            continue;
        }
        if text.starts_with("ko://") {
            // Repositories of programs in Go hold them (ko.build, "Kubernetes Integration", 2026-11).
            let told = pod.owner.warning(codes::IMAGE_UNREADABLE, place, "a place in source code, and no image yet");
            report.push(told.help("let `ko resolve` put the image there before you apply"));
            continue;
        }
        if let Err(invalid) = Image::parse(text) {
            report.push(pod.owner.error(codes::IMAGE_UNREADABLE, place, invalid.message).help(invalid.help));
        }
    }
}
