"""What every MLflow has to do, whatever it keeps its experiments in."""

CLIENT = """
import mlflow, os, tempfile
mlflow.set_experiment("loans")
with mlflow.start_run() as run:
    mlflow.log_metric("loss", 0.5)
    mlflow.log_text("a model of 3 bytes", "model/weights.txt")
client = mlflow.MlflowClient()
assert client.get_run(run.info.run_id).data.metrics == {"loss": 0.5}
with tempfile.TemporaryDirectory() as folder:
    path = mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path="model/weights.txt", dst_path=folder)
    assert open(path).read() == "a model of 3 bytes"
client.create_registered_model("loans")
version = client.create_model_version("loans", f"{run.info.artifact_uri}/model", run.info.run_id)
client.set_registered_model_alias("loans", "production", version.version)
print("production is version", client.get_model_version_by_alias("loans", "production").version, run.info.artifact_uri)
"""


def use_as_client(api):
    """Logs a run with an artifact, reads both again and registers a model, from the service's pod with its environment."""
    said = api.run("python", "-c", CLIENT, timeout=180).stdout
    assert "production is version 1 mlflow-artifacts:/" in said, said


def argument(container, name):
    """The value of a rendered argument `--NAME=VALUE`."""
    return next(word.split("=", 1)[1] for word in container.command() if word.startswith(f"--{name}="))
